package org.larmor.recon.quality;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.larmor.sim.Magnitude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ImageQualityTest {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 20;

    private final Magnitude truth = random(1);

    @Test
    void aScaledCopyIsPerfect() {
        ImageQuality quality = times(truth, 0.25f).quality(truth);
        assertThat(quality.scale()).isCloseTo(4, within(1e-6));
        assertThat(quality.nrmse()).isLessThan(1e-7);
        assertThat(quality.psnr()).isGreaterThan(120);
        assertThat(quality.ssim()).isCloseTo(1, within(1e-9));
    }

    @Test
    void anErrorOrthogonalToTheImageIsMeasuredExactly() {
        float[] ones = new float[WIDTH * HEIGHT];
        float[] signs = new float[WIDTH * HEIGHT];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = 1;
            signs[i] = 1 + (i % 2 == 0 ? 0.1f : -0.1f);
        }
        ImageQuality quality = ImageQuality.fitted(ones, signs, HEIGHT, WIDTH, SsimWindow.UNIFORM);
        assertThat(quality.scale()).isCloseTo(1, within(1e-6));
        assertThat(quality.nrmse()).isCloseTo(0.1 / Math.sqrt(1.01), within(1e-6));
        assertThat(quality.psnr()).isCloseTo(20 * Math.log10(1.1 / 0.1), within(1e-4));
        // stripes: a window holds four columns of one sign and three of the other, and the image has no structure
        double c1 = Math.pow(0.01 * 1.1, 2);
        double c2 = Math.pow(0.03 * 1.1, 2);
        double shift = 0.1 / 7;
        double variance = 49.0 / 48 * (0.01 - shift * shift);
        double one = (luminance(1 + shift, c1) + luminance(1 - shift, c1)) / 2 * c2 / (variance + c2);
        assertThat(quality.ssim()).isCloseTo(one, within(1e-5));
    }

    @Test
    void theGaussianWindowWeighsByDistance() {
        float[] ones = new float[WIDTH * HEIGHT];
        float[] signs = new float[WIDTH * HEIGHT];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = 1;
            signs[i] = 1 + (i % 2 == 0 ? 0.1f : -0.1f);
        }
        double weight = 0;
        double alternating = 0;
        for (int i = -5; i <= 5; i++) {
            double w = Math.exp(-i * i / 4.5);
            weight += w;
            alternating += i % 2 == 0 ? w : -w;
        }
        double shift = 0.1 * alternating / weight;
        double c1 = Math.pow(0.01 * 1.1, 2);
        double c2 = Math.pow(0.03 * 1.1, 2);
        double one = (luminance(1 + shift, c1) + luminance(1 - shift, c1)) / 2 * c2 / (0.01 - shift * shift + c2);
        assertThat(ImageQuality.fitted(ones, signs, HEIGHT, WIDTH, SsimWindow.GAUSSIAN).ssim())
                .isCloseTo(one, within(1e-5));
        assertThat(ImageQuality.fitted(signs, signs, HEIGHT, WIDTH, SsimWindow.GAUSSIAN).ssim())
                .isCloseTo(1, within(1e-9));
    }

    private static double luminance(double mean, double c1) {
        return (2 * mean + c1) / (1 + mean * mean + c1);
    }

    @Test
    void anotherImageIsFarOff() {
        ImageQuality quality = random(2).quality(truth);
        assertThat(quality.nrmse()).isGreaterThan(0.3);
        assertThat(quality.ssim()).isLessThan(0.3);
    }

    @Test
    void refusesOtherSizes() {
        Magnitude turned = new Magnitude(2 * WIDTH, HEIGHT / 2, truth.pixels());
        assertThatThrownBy(() -> turned.quality(truth)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Magnitude random(long seed) {
        Random random = new Random(seed);
        float[] pixels = new float[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        return new Magnitude(WIDTH, HEIGHT, pixels);
    }

    private static Magnitude times(Magnitude image, float factor) {
        float[] pixels = image.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] *= factor;
        }
        return new Magnitude(image.width(), image.height(), pixels);
    }
}
