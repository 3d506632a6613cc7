package org.larmor.recon.noise;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.recon.Messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class NoiseCovarianceTest {
    private static final int CHANNELS = 4;
    private static final int SAMPLES = 4000;

    private final Random random = new Random(3);

    @Test
    void whitenedNoiseHasUnitVarianceInBothPartsAndNoCorrelation() throws Exception {
        float[] noise = correlated();
        NoiseCovariance covariance = NoiseCovariance.of(List.of(readout(noise, 5)));
        assertThat(covariance.channels()).isEqualTo(CHANNELS);
        assertThat(covariance.samples()).isEqualTo(SAMPLES);
        float[] w = covariance.whitening(5, 1.0).orElseThrow();
        double[] re = new double[CHANNELS * CHANNELS];
        double[] im = new double[CHANNELS * CHANNELS];
        for (int s = 0; s < SAMPLES; s++) {
            double[] white = apply(w, noise, s);
            for (int i = 0; i < CHANNELS; i++) {
                for (int j = 0; j < CHANNELS; j++) {
                    re[i * CHANNELS + j] += white[2 * i] * white[2 * j] + white[2 * i + 1] * white[2 * j + 1];
                    im[i * CHANNELS + j] += white[2 * i + 1] * white[2 * j] - white[2 * i] * white[2 * j + 1];
                }
            }
        }
        for (int i = 0; i < CHANNELS; i++) {
            for (int j = 0; j < CHANNELS; j++) {
                // the complex variance is 2: one in the real part, one in the imaginary
                assertThat(re[i * CHANNELS + j] / (SAMPLES - 1)).isCloseTo(i == j ? 2 : 0, within(1e-4));
                assertThat(im[i * CHANNELS + j] / (SAMPLES - 1)).isCloseTo(0, within(1e-4));
            }
        }
    }

    @Test
    void scalesByDwellTimesAndBandwidth() throws Exception {
        NoiseCovariance covariance = NoiseCovariance.of(List.of(readout(correlated(), 2)));
        float same = covariance.whitening(2, 1.0).orElseThrow()[0];
        assertThat(covariance.whitening(8, 1.0).orElseThrow()[0]).isCloseTo(2 * same, within(1e-5f));
        assertThat(covariance.whitening(2, 0.25).orElseThrow()[0]).isCloseTo(same / 2, within(1e-5f));
        assertThat(covariance.whitening(2, null).orElseThrow()[0])
                .isCloseTo((float) (same * Math.sqrt(0.793)), within(1e-5f));
    }

    @Test
    void thereIsNoWhiteningWithoutNoiseOrWithTooLittle() throws Exception {
        assertThat(NoiseCovariance.of(List.of()).channels()).isZero();
        assertThat(NoiseCovariance.of(List.of()).whitening(5, 1.0)).isEmpty();
        ByteBuffer few = Messages.readout(
                0, CHANNELS, new float[2 * CHANNELS * 3], h -> h.set(AcquisitionFlag.IS_NOISE_MEASUREMENT));
        assertThat(NoiseCovariance.of(List.of(few)).whitening(5, 1.0)).isEmpty();
        ByteBuffer dead = Messages.readout(
                0, CHANNELS, new float[2 * CHANNELS * 50], h -> h.set(AcquisitionFlag.IS_NOISE_MEASUREMENT));
        assertThat(NoiseCovariance.of(List.of(dead)).whitening(5, 1.0)).isEmpty();
        ByteBuffer imaging = Messages.readout(0, CHANNELS, correlated(), h -> {});
        assertThat(NoiseCovariance.of(List.of(imaging)).channels()).isZero();
    }

    private static ByteBuffer readout(float[] noise, float dwellUs) {
        return Messages.readout(
                0, CHANNELS, noise, h -> h.set(AcquisitionFlag.IS_NOISE_MEASUREMENT).sampleTimeUs(dwellUs));
    }

    private float[] correlated() {
        float[] noise = new float[2 * CHANNELS * SAMPLES];
        for (int s = 0; s < SAMPLES; s++) {
            double re = random.nextGaussian();
            double im = random.nextGaussian();
            for (int c = 0; c < CHANNELS; c++) {
                // a common part with a phase of its own in each channel
                double a = c * 0.7;
                noise[2 * (c * SAMPLES + s)] = (float)
                        (3 * random.nextGaussian() + 2 * (re * Math.cos(a) - im * Math.sin(a)));
                noise[2 * (c * SAMPLES + s) + 1] = (float)
                        (3 * random.nextGaussian() + 2 * (re * Math.sin(a) + im * Math.cos(a)));
            }
        }
        return noise;
    }

    private static double[] apply(float[] w, float[] noise, int s) {
        double[] white = new double[2 * CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            for (int c = 0; c < CHANNELS; c++) {
                double wr = w[2 * (i * CHANNELS + c)];
                double wi = w[2 * (i * CHANNELS + c) + 1];
                double re = noise[2 * (c * SAMPLES + s)];
                double im = noise[2 * (c * SAMPLES + s) + 1];
                white[2 * i] += wr * re - wi * im;
                white[2 * i + 1] += wr * im + wi * re;
            }
        }
        return white;
    }
}
