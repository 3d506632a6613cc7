package org.larmor.jssl.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.larmor.jssl.step.LearningRate;
import org.larmor.recon.prepare.KspaceScale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SamplingTest {
    @Property(tries = 300)
    void splitsAreDisjointAndCover(
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double ratio,
            @ForAll @DoubleRange(min = 0, max = 1) double density,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] omega = new boolean[height * width];
        for (int i = 0; i < omega.length; i++) {
            omega[i] = random.nextDouble() < density;
        }
        for (Splitting splitting : Splitting.values()) {
            Split split = splitting.split(omega, height, width, ratio, random);
            for (int i = 0; i < omega.length; i++) {
                assertThat(split.input()[i] ^ split.target()[i]).isEqualTo(omega[i]);
                int y = i / width;
                int x = i % width;
                if (Math.abs(2 * (y - height / 2) + 1) <= 3 && Math.abs(2 * (x - width / 2) + 1) <= 3) {
                    assertThat(split.target()[i]).as("the central block").isFalse();
                }
            }
        }
    }

    @Property(tries = 3000)
    void columnsAreTakenWholeAndNeverOfTheCentre(
            @ForAll @IntRange(min = 40, max = 200) int width,
            @ForAll @IntRange(min = 2, max = 8) int tenths,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ColumnMask mask = ColumnSampling.EQUISPACED.draw(width, Acceleration.parse("4"), random);
        boolean[] omega = new boolean[3 * width];
        for (int i = 0; i < omega.length; i++) {
            omega[i] = mask.columns()[i % width];
        }
        Split split = Splitting.COLUMNS.split(omega, 3, width, tenths / 10.0, random);
        int outer = 0;
        int taken = 0;
        for (int x = 0; x < width; x++) {
            boolean central = x >= mask.acsStart() && x < mask.acsStart() + mask.acsLength();
            outer += mask.columns()[x] && !central ? 1 : 0;
            taken += split.target()[x] ? 1 : 0;
            assertThat(split.target()[x] && central).isFalse();
            assertThat(split.target()[width + x]).isEqualTo(split.target()[x]);
            assertThat(split.target()[2 * width + x]).isEqualTo(split.target()[x]);
        }
        // a line that touches the centre counts as of it
        assertThat(taken).isBetween((int) Math.ceil((outer - 2) * tenths / 10.0), (int) Math.ceil(outer * tenths / 10.0));
        ColumnMask whole = ColumnMask.acquired(mask.columns());
        assertThat(split.kept(whole) * (outer - (whole.acsLength() - mask.acsLength())))
                .isCloseTo(outer - (whole.acsLength() - mask.acsLength()) - taken, within(1e-9));
    }

    @Test
    void columnsOfOneMaskWeighOneAndRareOnesMore() {
        ColumnMask one = ColumnSampling.EQUISPACED.draw(128, Acceleration.parse("4"), new SplittableRandom(1));
        assertThat(ColumnWeights.of(List.of(one, one)).of(128, 0.7)).containsOnly(1);
        // every 2nd column of the left half, every 8th of the right one, from two offsets
        List<ColumnMask> masks = new ArrayList<>();
        for (int offset = 0; offset < 2; offset++) {
            boolean[] columns = new boolean[128];
            for (int x = 0; x < 128; x++) {
                columns[x] = x < 64 ? x % 2 == offset : x % 8 == 4 * offset;
            }
            masks.add(new ColumnMask(columns, 62, 0));
        }
        float[] weights = ColumnWeights.of(masks).of(128, 0.75);
        // (1 − K)^-½ = ((1 − P̃P) / (P (1 − P̃)))^½: P = ½: (.625 / .125)^½; P = ⅛: (.90625 / .03125)^½
        assertThat(weights[5]).isCloseTo((float) Math.sqrt(5), within(1e-5f));
        assertThat(weights[100]).isCloseTo((float) Math.sqrt(29), within(1e-4f));
    }

    @Test
    void aSplitTakesNoMoreThanItsRange() {
        boolean[] omega = new boolean[60 * 60];
        java.util.Arrays.fill(omega, true);
        SplittableRandom random = new SplittableRandom(3);
        java.util.Set<Long> tenths = new java.util.TreeSet<>();
        for (int i = 0; i < 60; i++) {
            boolean[] target = SplitDraw.NEAR.draw(omega, 60, 60, random).target();
            long taken = java.util.stream.IntStream.range(0, target.length).filter(at -> target[at]).count();
            // one point more than the ratio says, as in the reference implementation
            assertThat(taken % 360).isIn(0L, 1L);
            tenths.add(taken / 360);
        }
        assertThat(tenths).containsExactly(1L, 2L, 3L, 4L);
        assertThatThrownBy(() -> new SplitDraw(Splitting.UNIFORM, 5, 4)).hasMessageContaining("from 5 to 4 tenths");
    }

    @Test
    void aMaskWithHardlyAPointDoesNotHang() {
        boolean[] corner = new boolean[200 * 200];
        corner[0] = true;
        Split split = Splitting.GAUSSIAN.split(corner, 200, 200, 0.8, new SplittableRandom(1));
        assertThat(split.input()[0] ^ split.target()[0]).isTrue();
        Split empty = Splitting.GAUSSIAN.split(new boolean[400], 20, 20, 0.8, new SplittableRandom(1));
        assertThat(empty.target()).doesNotContain(true);
    }

    @Property(tries = 300)
    void masksHoldTheirCentreAndHaveTheirRate(
            @ForAll @IntRange(min = 64, max = 512) int columns,
            @ForAll @IntRange(min = 0, max = 3) int pair,
            @ForAll long seed) {
        Acceleration acceleration = Acceleration.USUAL.get(pair);
        for (ColumnSampling sampling : ColumnSampling.values()) {
            ColumnMask mask = sampling.draw(columns, acceleration, new SplittableRandom(seed));
            for (int i = mask.acsStart(); i < mask.acsStart() + mask.acsLength(); i++) {
                assertThat(mask.columns()[i]).isTrue();
            }
            int centre = 2 * mask.acsStart() + mask.acsLength();
            assertThat(Math.abs(centre - columns)).isLessThanOrEqualTo(1);
            if (sampling == ColumnSampling.EQUISPACED) {
                // the offset and the roundings leave a column or two open
                double wanted = (double) columns / acceleration.factor();
                assertThat((double) mask.indices().length).isBetween(wanted - 2, wanted + 2);
            }
        }
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Acceleration(0, 0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Splitting.UNIFORM.split(new boolean[5], 2, 2, 0.5, new SplittableRandom()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Splitting.UNIFORM.split(new boolean[4], 2, 2, 1, new SplittableRandom()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theScaleIsAQuantileOfLiveCoils() {
        float[] pairs = new float[2 * 2 * 1000];
        for (int i = 0; i < 1000; i++) {
            pairs[2 * i] = i;
        }
        // the second coil is dead: the 6th largest of 1000
        assertThat(KspaceScale.of(pairs, 1000, 0.995)).isEqualTo(994);
        assertThat(KspaceScale.of(new float[40], 10, 0.995)).isZero();
    }

    @Test
    void theRateWarmsUpAndFalls() {
        LearningRate rate = LearningRate.paper();
        assertThat(rate.at(0)).isEqualTo(0.001);
        assertThat(rate.at(3000)).isEqualTo(0.003);
        assertThat(rate.at(150_000)).isCloseTo(0.0024, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(LearningRate.constant(0.5).at(1_000_000)).isEqualTo(0.5);
    }
}
