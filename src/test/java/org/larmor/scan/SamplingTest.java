package org.larmor.scan;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

import static org.assertj.core.api.Assertions.assertThat;

/** What sampling lines are taken for, at the end of a scan and while more may come. */
class SamplingTest {
    private static final int N = 64;

    @Test
    void allLinesAreFull() {
        assertThat(sampling(Lines.slice(N, 1), Lines.where(N, i -> true))).isEqualTo(new Sampling.Full());
        assertThat(sampling(Lines.slice(N, 2), Lines.where(N, i -> true))).isEqualTo(new Sampling.Full());
    }

    @Property(tries = 200)
    void anyLatticeWithAnyCalibrationBlockFits(
            @ForAll @IntRange(min = 2, max = 6) int factor,
            @ForAll @IntRange(min = 0, max = 5) int offset,
            @ForAll @IntRange(min = 0, max = 24) int block) {
        List<Line> lines = Lines.where(96, i -> i % factor == offset % factor || Math.abs(2 * (i - 48)) < block);
        assertThat(sampling(Lines.slice(96, factor), lines)).isEqualTo(new Sampling.Lattice(factor));
    }

    @Property(tries = 200)
    void lostLinesAreCounted(
            @ForAll @IntRange(min = 1, max = 3) int factor,
            @ForAll @IntRange(min = 1, max = 4) int count,
            @ForAll long seed) {
        Set<Integer> lost = lost(seed, count, 96, factor);
        List<Line> lines = Lines.where(
                96, i -> (i % factor == 0 || Math.abs(i - 48) < 8) && !lost.contains(i));
        assertThat(sampling(Lines.slice(96, factor), lines))
                .isInstanceOfSatisfying(Sampling.Lost.class, s -> assertThat(s.missing()).isEqualTo(lost.size()));
    }

    /** Distinct lines of the lattice, away from the calibration block's edges, where nothing tells that they are due. */
    private static Set<Integer> lost(long seed, int count, int n, int factor) {
        Random random = new Random(seed);
        Set<Integer> lost = new HashSet<>();
        while (lost.size() < count) {
            int line = random.nextInt(n / factor) * factor;
            if (Math.abs(line - n / 2) > 12) {
                lost.add(line);
            }
        }
        return lost;
    }

    @Property(tries = 100)
    void randomMasksAreNeverCalledLost(@ForAll long seed, @ForAll boolean stated) {
        Random random = new Random(seed);
        List<Line> lines = Lines.where(
                128, i -> Math.abs(i - 64) < 6 || i < 3 || i > 124 || random.nextDouble() < 0.3);
        Sampling sampling = sampling(Lines.slice(128, stated ? 3 : 1), lines);
        assertThat(sampling).isNotInstanceOf(Sampling.Lost.class);
        assertThat(sampling).isNotInstanceOf(Sampling.Full.class);
    }

    @Test
    void centreAmongTheLostIsSeen() {
        assertThat(sampling(Lines.slice(N, 1), Lines.where(N, i -> i < 31 || i > 33)))
                .isEqualTo(new Sampling.Lost(3, N, 3, true, true));
        assertThat(sampling(Lines.slice(N, 1), Lines.where(N, i -> i != 3 && i != 50)))
                .isEqualTo(new Sampling.Lost(2, N, 1, false, true));
    }

    @Test
    void firstOfFourInterleavedSegmentsIsNoLatticeWhileMoreMayCome() {
        FrameLines lines = lines(Lines.slice(N, 1), Lines.where(N, i -> i % 4 == 0));
        assertThat(Lines.slice(N, 1).sampling(lines, false)).isInstanceOf(Sampling.Lost.class);
        assertThat(Lines.slice(N, 1).flagEnds(lines)).isFalse();
        assertThat(Lines.slice(N, 1).sampling(lines, true))
                .as("the header says that all lines were meant to come")
                .isInstanceOf(Sampling.Lost.class);
    }

    @Test
    void blockOfLinesDoesNotEndItsFrame() {
        for (int block = 0; block < 4; block++) {
            int first = 16 * block;
            FrameLines lines = lines(Lines.slice(N, 1), Lines.where(N, i -> i >= first && i < first + 16));
            assertThat(Lines.slice(N, 1).flagEnds(lines)).as("block %d", block).isFalse();
        }
    }

    @Test
    void flagEndsWhatWasUndersampledOnPurposeThoughTheHeaderDoesNotSaySo() {
        FrameLines lattice = lines(Lines.slice(N, 1), Lines.where(N, i -> i % 4 == 0 || Math.abs(i - 32) < 8));
        assertThat(Lines.slice(N, 1).flagEnds(lattice)).isTrue();
        Random random = new Random(1);
        FrameLines random3 = lines(
                Lines.slice(N, 1),
                Lines.where(N, i -> Math.abs(i - 32) < 5 || i < 2 || i > 61 || random.nextDouble() < 0.3));
        assertThat(Lines.slice(N, 1).flagEnds(random3)).isTrue();
    }

    @Test
    void latticeIsCompleteOnceAFlagEndedItAndNotBefore() {
        EncodingRules rules = Lines.slice(N, 2);
        FrameLines half = lines(rules, Lines.where(N, i -> i % 2 == 0 && i < 32));
        FrameLines all = lines(rules, Lines.where(N, i -> i % 2 == 0));
        assertThat(rules.flagEnds(half)).isFalse();
        assertThat(rules.complete(all)).isFalse();
        assertThat(rules.complete(all.flagged())).isTrue();
        assertThat(rules.flagEnds(all)).isTrue();
    }

    @Test
    void averagesAndSegmentsAreDueToo() {
        EncodingRules rules = Lines.slice(4, 1, new Limit(0, 1, 0), new Limit(0, 1, 0));
        FrameLines lines = lines(rules, Lines.where(4, i -> true));
        assertThat(rules.complete(lines)).isFalse();
        assertThat(rules.missingAverages(lines)).isEqualTo(4);
        FrameLines averaged = rules.plus(
                lines,
                Lines.where(4, i -> true).stream()
                        .map(l -> new Line(l.step1(), 0, 1, 0, 0))
                        .toList());
        assertThat(rules.complete(averaged)).isFalse();
        assertThat(rules.complete(rules.plus(averaged, List.of(new Line(0, 0, 0, 1, 0))))).isTrue();
    }

    @Test
    void volumesAreFullShuttersLatticesAndTwoDirectional() {
        int z = 16;
        assertThat(sampling(Lines.volume(N, z, 1, 1), Lines.where(N, z, (y, p) -> true))).isEqualTo(new Sampling.Full());
        assertThat(sampling(Lines.volume(N, z, 1, 1), Lines.where(N, z, (y, p) -> ellipse(y, p, z))))
                .isEqualTo(new Sampling.Shutter());
        assertThat(sampling(
                        Lines.volume(N, z, 2, 1), Lines.where(N, z, (y, p) -> y % 2 == 0 || Math.abs(y - 32) < 8)))
                .isEqualTo(new Sampling.Lattice(2));
        assertThat(sampling(Lines.volume(N, z, 2, 2), Lines.where(N, z, (y, p) -> y % 2 == 0 && p % 2 == 0)))
                .isEqualTo(new Sampling.AlongStep2());
        assertThat(sampling(
                        Lines.volume(N, z, 1, 1),
                        Lines.where(N, z, (y, p) -> (y + p) % 2 == 0 || (Math.abs(y - 32) < 8 && Math.abs(p - 8) < 4))))
                .as("CAIPI that the header does not state")
                .isEqualTo(new Sampling.AlongStep2());
        assertThat(sampling(Lines.volume(N, z, 1, 1), Lines.where(N, z, (y, p) -> p % 2 == 0)))
                .as("every other partition, as if they were all")
                .isInstanceOf(Sampling.Lost.class);
    }

    @Test
    void volumesLoseLines() {
        int z = 16;
        assertThat(sampling(Lines.volume(N, z, 1, 1), Lines.where(N, z, (y, p) -> y != 20)))
                .isEqualTo(new Sampling.Lost(1, N, 1, false, true));
        assertThat(sampling(Lines.volume(N, z, 1, 1), Lines.where(N, z, (y, p) -> y != 0)))
                .as("a line at the edge is no shutter")
                .isEqualTo(new Sampling.Lost(1, N, 1, false, true));
        assertThat(sampling(Lines.volume(N, z, 1, 1), Lines.where(N, z, (y, p) -> y != 20 || p > 3)))
                .isInstanceOfSatisfying(Sampling.Lost.class, lost -> {
                    assertThat(lost.missing()).isEqualTo(4);
                    assertThat(lost.alike()).isFalse();
                });
    }

    @Test
    void partitionsThatAreStillToComeKeepAVolumeOpen() {
        EncodingRules rules = Lines.volume(N, 16, 1, 1);
        assertThat(rules.flagEnds(lines(rules, Lines.where(N, 16, (y, p) -> p < 5)))).isFalse();
        assertThat(rules.flagEnds(lines(rules, Lines.where(N, 16, (y, p) -> ellipse(y, p, 16))))).isTrue();
    }

    @Test
    void partialFourierIsToldByTheLimitsAlone() {
        assertThat(Lines.rules(N, 1, 1, 1, limits(16, 63, 32)).partialFourier()).isTrue();
        assertThat(Lines.rules(N, 1, 1, 1, limits(0, 63, 32)).partialFourier()).isFalse();
        assertThat(Lines.rules(N, 1, 1, 1, limits(0, 63, 0)).partialFourier()).as("a centre left at 0").isFalse();
        assertThat(Lines.rules(N, 1, 1, 1, limits(8, 55, 32)).partialFourier()).as("a smaller matrix").isFalse();
        EncodingRules partial = Lines.rules(N, 1, 1, 1, limits(16, 63, 32));
        FrameLines lines = lines(partial, Lines.where(N, i -> i >= 16));
        assertThat(partial.sampling(lines, true)).isEqualTo(new Sampling.Full());
        assertThat(partial.complete(lines)).isTrue();
    }

    private static Encoding.Limits limits(int minimum, int maximum, int center) {
        return new Encoding.Limits(
                null, new Limit(minimum, maximum, center), new Limit(0, 0, 0), null, null, null, null, null, null, null);
    }

    private static boolean ellipse(int y, int p, int z) {
        double a = (y - N / 2) / (N / 2.0);
        double b = (p - z / 2) / (z / 2.0);
        return a * a + b * b <= 1;
    }

    private static FrameLines lines(EncodingRules rules, List<Line> lines) {
        return rules.plus(FrameLines.NONE, lines);
    }

    private static Sampling sampling(EncodingRules rules, List<Line> lines) {
        return rules.sampling(lines(rules, lines), true);
    }
}
