package org.larmor.recon.op;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LaneFourierTest {
    private static final int LANES = 3;

    /** Against the sums that define it, in double precision. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 15, 30, 96, 100, 256, 320})
    void weighsEachFrequencyByItself(int n) {
        SplittableRandom random = new SplittableRandom(n);
        float[] weights = new float[n];
        for (int k = 0; k < n; k++) {
            weights[k] = (float) random.nextGaussian();
        }
        assertFiltered(weights);
    }

    /** As masks are: every fourth line or every third, and some around the centre; all, none, one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 15, 30, 96, 100, 256, 320})
    void weightsMayBeEvenInParts(int n) {
        for (int every : new int[] {1, 3, 4, n}) {
            for (int first = 0; first < Math.min(every, 4); first++) {
                float[] weights = new float[n];
                for (int k = first; k < n; k += every) {
                    weights[k] = 0.5f;
                }
                assertFiltered(weights);
                for (int k = 0; k < n / 8; k++) {
                    weights[k] = 0.5f;
                    weights[n - 1 - k] = 0.5f;
                }
                assertFiltered(weights);
            }
        }
        assertFiltered(new float[n]);
    }

    private static void assertFiltered(float[] weights) {
        int n = weights.length;
        LaneFourier fourier = LaneFourier.of(n);
        SplittableRandom random = new SplittableRandom(n);
        float[][] re = noise(random, n);
        float[][] im = noise(random, n);
        float[][] beforeRe = copy(re);
        float[][] beforeIm = copy(im);
        boolean[] written = new boolean[n];
        boolean[] read = new boolean[n];
        fourier.filter(
                re,
                im,
                fourier.filter(weights),
                sample -> {
                    assertThat(written[sample]).isFalse();
                    written[sample] = true;
                },
                sample -> {
                    assertThat(read[sample]).isFalse();
                    read[sample] = true;
                });
        assertThat(written).containsOnly(true);
        assertThat(read).containsOnly(true);
        for (int lane = 0; lane < LANES; lane++) {
            double[] spectrum = new double[2 * n];
            for (int k = 0; k < n; k++) {
                for (int m = 0; m < n; m++) {
                    double angle = -2 * Math.PI * ((long) k * m % n) / n;
                    spectrum[2 * k] += weights[k] * (beforeRe[m][lane] * Math.cos(angle) - beforeIm[m][lane] * Math.sin(angle));
                    spectrum[2 * k + 1] += weights[k] * (beforeRe[m][lane] * Math.sin(angle) + beforeIm[m][lane] * Math.cos(angle));
                }
            }
            for (int m = 0; m < n; m++) {
                double sumRe = 0;
                double sumIm = 0;
                for (int k = 0; k < n; k++) {
                    double angle = 2 * Math.PI * ((long) k * m % n) / n;
                    sumRe += spectrum[2 * k] * Math.cos(angle) - spectrum[2 * k + 1] * Math.sin(angle);
                    sumIm += spectrum[2 * k] * Math.sin(angle) + spectrum[2 * k + 1] * Math.cos(angle);
                }
                assertThat(Math.hypot(re[m][lane] - sumRe, im[m][lane] - sumIm)).isLessThan(4e-6 * n);
            }
        }
    }

    @Test
    void coversWhatHasNoLargerFactors() {
        assertThat(LaneFourier.covers(320)).isTrue();
        assertThat(LaneFourier.covers(7)).isFalse();
        assertThat(LaneFourier.covers(2 * 11)).isFalse();
        assertThatThrownBy(() -> LaneFourier.of(14)).isInstanceOf(IllegalArgumentException.class);
    }

    private static float[][] noise(SplittableRandom random, int n) {
        float[][] noise = new float[n][LANES];
        for (float[] lanes : noise) {
            for (int lane = 0; lane < LANES; lane++) {
                lanes[lane] = (float) random.nextGaussian();
            }
        }
        return noise;
    }

    private static float[][] copy(float[][] values) {
        float[][] copy = new float[values.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i].clone();
        }
        return copy;
    }
}
