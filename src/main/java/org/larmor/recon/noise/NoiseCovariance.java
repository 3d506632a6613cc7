package org.larmor.recon.noise;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.ReadoutRole;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.kspace.ReconException;

/**
 * The noise covariance over the coils, Σ n nᴴ / (N−1), from noise readouts (flag 19) alone.
 */
public final class NoiseCovariance {
    /**
     * The relative noise bandwidth of a receiver whose header states none; the value that Gadgetron assumes. It scales
     * the image as a whole.
     */
    static final double DEFAULT_BANDWIDTH = 0.793;

    private final int channels;
    private final double[] re;
    private final double[] im;
    private final long samples;
    private final double dwellUs;

    private NoiseCovariance(int channels, double[] re, double[] im, long samples, double dwellUs) {
        this.channels = channels;
        this.re = re;
        this.im = im;
        this.samples = samples;
        this.dwellUs = dwellUs;
    }

    /** Sums over all noise readouts; readouts of another channel count than the first, or another kind, are left out. */
    public static NoiseCovariance of(List<ByteBuffer> noise) throws ReconException {
        Sum sum = new Sum();
        Readouts.forEach(noise, sum::add);
        return sum.build();
    }

    /** 0 where the scan has no noise readouts. */
    public int channels() {
        return channels;
    }

    public long samples() {
        return samples;
    }

    /**
     * The whitening W = s·L⁻¹ of the covariance LLᴴ, after which each channel's noise has unit variance in its real
     * and in its imaginary part; s = √(2 · dwell of the acquisition / dwell of the noise · receiver noise bandwidth).
     *
     * @param acquisitionDwellUs of the readouts to whiten, in µs
     * @param bandwidth relative receiver noise bandwidth, null where the header states none
     * @return row-major complex [channel][channel] pairs; empty where the covariance has no inverse
     */
    public Optional<float[]> whitening(double acquisitionDwellUs, @Nullable Double bandwidth) {
        if (channels == 0 || samples <= channels) {
            return Optional.empty();
        }
        double ratio = dwellUs > 0 && acquisitionDwellUs > 0 ? acquisitionDwellUs / dwellUs : 1;
        double scale = Math.sqrt(2 * ratio * (bandwidth == null ? DEFAULT_BANDWIDTH : bandwidth));
        return Cholesky.inverseFactor(channels, re, im).map(inverse -> {
            float[] pairs = new float[inverse.length];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = (float) (scale * inverse[i]);
            }
            return pairs;
        });
    }

    private static final class Sum {
        private int channels;
        private double[] re = new double[0];
        private double[] im = new double[0];
        private long samples;
        private double dwellUs;

        void add(AcquisitionHeader header, ByteBuffer messages, int data) throws ReconException {
            if (ReadoutRole.of(header) != ReadoutRole.NOISE || header.activeChannels() == 0) {
                return;
            }
            if (channels == 0) {
                channels = header.activeChannels();
                re = new double[channels * channels];
                im = new double[channels * channels];
                dwellUs = header.sampleTimeUs();
            } else if (channels != header.activeChannels()) {
                return;
            }
            int n = header.numberOfSamples();
            float[] values = new float[2 * n * channels];
            messages.slice(data, 8 * n * channels).order(messages.order()).asFloatBuffer().get(values);
            for (int i = 0; i < channels; i++) {
                for (int j = 0; j <= i; j++) {
                    addProduct(values, i, j, n);
                }
            }
            samples += n;
        }

        private void addProduct(float[] values, int i, int j, int n) {
            double real = 0;
            double imaginary = 0;
            for (int s = 0; s < n; s++) {
                double a = values[2 * (i * n + s)];
                double b = values[2 * (i * n + s) + 1];
                double c = values[2 * (j * n + s)];
                double d = values[2 * (j * n + s) + 1];
                real += a * c + b * d;
                imaginary += b * c - a * d;
            }
            re[i * channels + j] += real;
            im[i * channels + j] += imaginary;
        }

        NoiseCovariance build() {
            double norm = samples > 1 ? 1.0 / (samples - 1) : 0;
            for (int i = 0; i < channels; i++) {
                for (int j = 0; j <= i; j++) {
                    int at = i * channels + j;
                    re[at] *= norm;
                    im[at] *= norm;
                    re[j * channels + i] = re[at];
                    im[j * channels + i] = i == j ? 0 : -im[at];
                }
                im[i * channels + i] = 0;
            }
            return new NoiseCovariance(channels, re, im, samples, dwellUs);
        }
    }
}
