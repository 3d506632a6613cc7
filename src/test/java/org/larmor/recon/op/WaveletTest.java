package org.larmor.recon.op;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class WaveletTest {
    @Property(tries = 60)
    void comesBackWhereNothingIsShrunk(
            @ForAll @IntRange(min = 1, max = 70) int height,
            @ForAll @IntRange(min = 1, max = 70) int width,
            @ForAll @IntRange(min = 0, max = 15) int shift) {
        float[] image = noise(height, width);
        float[] before = image.clone();
        new Wavelet(height, width).shrink(image, 0, shift % height, (shift / 2) % width);
        for (int i = 0; i < image.length; i++) {
            assertThat(image[i]).isCloseTo(before[i], within(1e-5f));
        }
    }

    /** An orthonormal transform spreads white noise evenly, so that a threshold far above it leaves the coarsest alone. */
    @Test
    void keepsOnlyTheCoarsestUnderAHighThreshold() {
        float[] image = noise(64, 48);
        new Wavelet(64, 48).shrink(image, 1e6, 3, 5);
        double kept = energy(image) / energy(noise(64, 48));
        assertThat(kept).isBetween(0.3 / 256, 3.0 / 256);
    }

    @Test
    void aConstantIsAllCoarse() {
        float[] image = new float[2 * 32 * 32];
        java.util.Arrays.fill(image, 2);
        new Wavelet(32, 32).shrink(image, 100, 1, 2);
        for (float value : image) {
            assertThat(value).isCloseTo(2, within(1e-4f));
        }
    }

    /** A proximal operator brings no two images further apart. */
    @Property(tries = 30)
    void isNonexpansive(@ForAll @IntRange(min = 1, max = 1000) int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] a = noise(24, 16);
        float[] b = a.clone();
        for (int i = 0; i < b.length; i++) {
            b[i] += (float) (0.3 * random.nextGaussian());
        }
        double apart = distance(a, b);
        Wavelet wavelet = new Wavelet(24, 16);
        wavelet.shrink(a, 0.8, 2, 3);
        wavelet.shrink(b, 0.8, 2, 3);
        assertThat(distance(a, b)).isLessThanOrEqualTo(apart * (1 + 1e-6));
    }

    private static float[] noise(int height, int width) {
        SplittableRandom random = new SplittableRandom(7);
        float[] image = new float[2 * height * width];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        return image;
    }

    private static double energy(float[] image) {
        double sum = 0;
        for (float value : image) {
            sum += value * value;
        }
        return sum;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
