package org.larmor.adapt.watch;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The watch as it is used: a look after each scan. What differs from scan to scan is drawn, with the spread that slices of one
 * scanner have; truths are those of the draw.
 */
class ConfidenceSequenceTest {
    private static final int SCANS = 500;
    private static final int WALKS = 1000;

    /** The scan at which it alarms; 0 where it never does. */
    private static int alarm(DoubleSupplier before, int from, DoubleSupplier after, int scans) {
        ConfidenceSequence sequence = new ConfidenceSequence();
        for (int scan = 1; scan <= scans; scan++) {
            sequence.add((scan < from ? before : after).getAsDouble());
            if (sequence.isPositive()) {
                return scan;
            }
        }
        return 0;
    }

    /** Skewed as errors are: most scans hardly differ, some do by much; mean 0. */
    private static double skewed(SplittableRandom random) {
        return 0.4 * (-Math.log(1 - random.nextDouble()) - 1);
    }

    @Test
    void falseAlarmsAreRare() {
        SplittableRandom random = new SplittableRandom(1);
        for (double spread : new double[] {0.05, 0.3, 1}) {
            DoubleSupplier same = () -> random.nextGaussian(0, spread);
            assertThat(alarms(same)).as("normal, %s dB", spread).isLessThanOrEqualTo(50);
        }
        // clipped at 1 its mean is below 0, as a long tail on the other side's would be above
        assertThat(alarms(() -> skewed(random))).isLessThanOrEqualTo(50);
        assertThat(alarms(() -> random.nextBoolean() ? 1 : -1)).as("as far as values can be").isLessThanOrEqualTo(50);
        // what is better most of the time and now and then as bad, without being worse in the mean
        assertThat(alarms(() -> random.nextDouble() < 0.1 ? 0.9 : -0.1)).isLessThanOrEqualTo(50);
    }

    private static long alarms(DoubleSupplier values) {
        long alarms = 0;
        for (int walk = 0; walk < WALKS; walk++) {
            alarms += alarm(values, 0, values, SCANS) > 0 ? 1 : 0;
        }
        return alarms;
    }

    @Test
    void fallIsFound() {
        SplittableRandom random = new SplittableRandom(2);
        DoubleSupplier better = () -> random.nextGaussian(-0.3, 0.4);
        DoubleSupplier worse = () -> random.nextGaussian(0.5, 0.4);
        for (int from : new int[] {1, 50, 200}) {
            int[] found = new int[WALKS];
            int early = 0;
            for (int walk = 0; walk < WALKS; walk++) {
                int at = alarm(better, from, worse, 2 * SCANS);
                early += at > 0 && at < from ? 1 : 0;
                found[walk] = at == 0 ? Integer.MAX_VALUE : at - from + 1;
            }
            assertThat(early).isLessThanOrEqualTo(50);
            Arrays.sort(found);
            System.out.printf(
                    "a fall of 0.5 dB (spread 0.4 dB) from scan %d on: found after %d scans (median), %d (95 %%)%n",
                    from, found[WALKS / 2], found[WALKS * 95 / 100]);
            assertThat(found[WALKS * 95 / 100]).isLessThanOrEqualTo(from == 1 ? 25 : 60);
        }
    }

    @Test
    void boundIsBelowTheTruthAndComesNear() {
        SplittableRandom random = new SplittableRandom(3);
        int above = 0;
        double bounds = 0;
        for (int walk = 0; walk < WALKS; walk++) {
            ConfidenceSequence sequence = new ConfidenceSequence();
            for (int scan = 0; scan < SCANS; scan++) {
                sequence.add(random.nextGaussian(0.2, 0.2));
            }
            above += sequence.lowerBound() > 0.2 ? 1 : 0;
            bounds += sequence.lowerBound() / WALKS;
            assertThat(sequence.mean()).isBetween(0.15, 0.25);
        }
        assertThat(above).isLessThanOrEqualTo(50);
        assertThat(bounds).isGreaterThan(0.1);
    }

    @Test
    void nothingIsKnownAtFirstAndOneScanNeverDecides() {
        ConfidenceSequence sequence = new ConfidenceSequence();
        assertThat(sequence.isPositive()).isFalse();
        assertThat(sequence.lowerBound()).isEqualTo(-1);
        assertThat(sequence.mean()).isZero();
        sequence.add(Double.POSITIVE_INFINITY);
        assertThat(sequence.isPositive()).isFalse();
        assertThat(sequence.mean()).isEqualTo(1);
    }
}
