package org.larmor.recon.op;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LaneFourierTest {
    private static final int LANES = 3;

    /** Against the sum that defines it, in double precision. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 15, 30, 96, 100, 256, 320})
    void isTheSumAndComesBack(int n) {
        LaneFourier fourier = LaneFourier.of(n);
        SplittableRandom random = new SplittableRandom(n);
        float[][] re = noise(random, n);
        float[][] im = noise(random, n);
        float[][] beforeRe = copy(re);
        float[][] beforeIm = copy(im);
        fourier.forward(re, im);
        boolean[] seen = new boolean[n];
        for (int place = 0; place < n; place++) {
            int k = fourier.frequency(place);
            seen[k] = true;
            for (int lane = 0; lane < LANES; lane++) {
                double sumRe = 0;
                double sumIm = 0;
                for (int m = 0; m < n; m++) {
                    double angle = -2 * Math.PI * ((long) k * m % n) / n;
                    sumRe += beforeRe[m][lane] * Math.cos(angle) - beforeIm[m][lane] * Math.sin(angle);
                    sumIm += beforeRe[m][lane] * Math.sin(angle) + beforeIm[m][lane] * Math.cos(angle);
                }
                double error = Math.hypot(re[place][lane] - sumRe, im[place][lane] - sumIm);
                assertThat(error).isLessThan(2e-6 * Math.sqrt(n));
            }
        }
        assertThat(seen).containsOnly(true);
        fourier.backward(re, im);
        for (int m = 0; m < n; m++) {
            for (int lane = 0; lane < LANES; lane++) {
                assertThat(re[m][lane] / n - beforeRe[m][lane]).isBetween(-2e-6f, 2e-6f);
                assertThat(im[m][lane] / n - beforeIm[m][lane]).isBetween(-2e-6f, 2e-6f);
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
