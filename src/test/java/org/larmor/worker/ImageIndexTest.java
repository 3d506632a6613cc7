package org.larmor.worker;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

import static org.assertj.core.api.Assertions.assertThat;

class ImageIndexTest {
    @Test
    void startsAtOneAndCountsSlicesFastest() {
        Encoding.Limits limits = limits(upTo(4), null, null, upTo(9), null);
        assertThat(ImageIndex.of(frame(0, 0, 0, 0, 0), limits)).isEqualTo(1);
        assertThat(ImageIndex.of(frame(3, 0, 0, 0, 0), limits)).isEqualTo(4);
        assertThat(ImageIndex.of(frame(0, 0, 0, 1, 0), limits)).isEqualTo(6);
        assertThat(ImageIndex.of(frame(4, 0, 0, 9, 0), limits)).isEqualTo(50);
    }

    @Test
    void countsFromTheLimitsMinimum() {
        assertThat(ImageIndex.of(frame(3, 0, 0, 0, 0), limits(new Limit(2, 5, 2), null, null, null, null)))
                .isEqualTo(2);
    }

    @Test
    void countsACounterWithoutLimitSlowest() {
        Encoding.Limits limits = limits(null, upTo(2), null, null, null);
        assertThat(ImageIndex.of(frame(5, 1, 0, 0, 0), limits)).isEqualTo(1 + 1 + 3 * 5);
    }

    @Test
    void countsACounterBeyondItsLimitSlowest() {
        Encoding.Limits limits = limits(upTo(2), null, null, upTo(1), null);
        Set<Integer> indices = new HashSet<>();
        for (int repetition = 0; repetition < 100; repetition++) {
            for (int slice = 0; slice < 3; slice++) {
                indices.add(ImageIndex.of(frame(slice, 0, 0, repetition, 0), limits));
            }
        }
        // 0 and 1 are digits, the rest counts behind them: 2 × 3 of the first are passed over
        assertThat(indices).hasSize(300);
    }

    @Test
    void staysWithinItsFieldWhateverTheCounters() {
        Encoding.Limits none = Encoding.Limits.NONE;
        assertThat(ImageIndex.of(frame(0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF), none)).isBetween(1, 0xFFFF);
        assertThat(ImageIndex.of(frame(0, 0, 0, 0xFFFE, 0), none)).isEqualTo(0xFFFF);
        assertThat(ImageIndex.of(frame(0, 0, 0, 0xFFFF, 0), none)).isEqualTo(1);
    }

    @Property(tries = 200)
    void isAnotherForEveryFrameWithinTheLimits(
            @ForAll @IntRange(max = 4) int slices,
            @ForAll @IntRange(max = 3) int contrasts,
            @ForAll @IntRange(max = 3) int phases,
            @ForAll @IntRange(max = 6) int repetitions,
            @ForAll @IntRange(max = 2) int sets) {
        Encoding.Limits limits =
                limits(upTo(slices), upTo(contrasts), upTo(phases), upTo(repetitions), upTo(sets));
        Set<Integer> indices = new HashSet<>();
        int frames = 0;
        for (int slice = 0; slice <= slices; slice++) {
            for (int contrast = 0; contrast <= contrasts; contrast++) {
                for (int phase = 0; phase <= phases; phase++) {
                    for (int repetition = 0; repetition <= repetitions; repetition++) {
                        for (int set = 0; set <= sets; set++) {
                            indices.add(ImageIndex.of(frame(slice, contrast, phase, repetition, set), limits));
                            frames++;
                        }
                    }
                }
            }
        }
        int count = frames;
        assertThat(indices).hasSize(count).allMatch(index -> index >= 1 && index <= count);
    }

    private static FrameKey frame(int slice, int contrast, int phase, int repetition, int set) {
        return new FrameKey(0, slice, contrast, phase, repetition, set);
    }

    private static Limit upTo(int maximum) {
        return new Limit(0, maximum, 0);
    }

    private static Encoding.Limits limits(Limit slice, Limit contrast, Limit phase, Limit repetition, Limit set) {
        return new Encoding.Limits(null, null, null, null, slice, contrast, phase, repetition, set, null);
    }
}
