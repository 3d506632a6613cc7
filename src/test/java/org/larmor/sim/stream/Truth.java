package org.larmor.sim.stream;

import java.util.List;
import org.larmor.mrd.FrameKey;

/**
 * What a frame's image must be: the root sum of squares over the coils of the centred orthonormal inverse Fourier
 * transform, by its definition, plain sums in double. It knows the head's k-space and where in it each readout lies, so
 * it shares neither gridding nor transform nor flags with what is tested.
 */
public enum Truth {
    /** Of the whole k-space, whatever was sent of it. */
    FULL,
    /** Of the whole k-space, whitened by the noise data that were sent. */
    WHITENED,
    /** Of the samples that were sent for the image, zero elsewhere. */
    ACQUIRED;

    /** The header's, and noise and images are sampled alike. */
    private static final double RECEIVER_BANDWIDTH = 0.793;

    /** [z][y][x], x cut to the field of view of the image. */
    public float[] of(ScannerStream stream, FrameKey frame) {
        List<Readout> readouts = stream.readouts().stream()
                .filter(Readout::imaging)
                .filter(readout -> FrameKey.of(readout.header()).equals(frame))
                .toList();
        if (readouts.isEmpty()) {
            throw new IllegalArgumentException(stream.name() + " has no frame " + frame);
        }
        Head head = readouts.getFirst().head();
        double[] kspace = this == ACQUIRED ? acquired(head, readouts) : whole(head, readouts);
        CoilWeights weights = this == WHITENED
                ? CoilWeights.ofNoise(stream.readouts(), 2 * RECEIVER_BANDWIDTH)
                : CoilWeights.even(head.coils());
        return combined(kspace, head, weights);
    }

    /** ‖image − truth‖ / ‖truth‖ over the whole field. */
    public static double error(float[] image, float[] truth) {
        double difference = 0;
        double power = 0;
        for (int i = 0; i < truth.length; i++) {
            difference += Math.pow((double) image[i] - truth[i], 2);
            power += (double) truth[i] * truth[i];
        }
        return Math.sqrt(difference / power);
    }

    private static double[] whole(Head head, List<Readout> readouts) {
        double gain = readouts.stream().mapToDouble(Readout::gain).average().orElseThrow();
        float[] sent = head.kspace(readouts.getFirst().slice());
        double[] kspace = new double[sent.length];
        for (int i = 0; i < kspace.length; i++) {
            kspace[i] = gain * sent[i];
        }
        return kspace;
    }

    /** Readouts of one place are averaged. */
    private static double[] acquired(Head head, List<Readout> readouts) {
        double[] kspace = new double[2 * head.coils() * head.partitions() * head.rows() * head.samples()];
        int[] count = new int[head.partitions() * head.rows()];
        readouts.forEach(readout -> count[readout.partition() * head.rows() + readout.row()]++);
        for (Readout readout : readouts) {
            float[] all = head.kspace(readout.slice());
            int line = readout.partition() * head.rows() + readout.row();
            for (int c = 0; c < head.coils(); c++) {
                int start = 2 * (c * count.length + line) * head.samples();
                for (int i = 2 * readout.first(); i < 2 * head.samples(); i++) {
                    kspace[start + i] += readout.gain() * all[start + i] / count[line];
                }
            }
        }
        return kspace;
    }

    private static float[] combined(double[] kspace, Head head, CoilWeights weights) {
        int z = head.partitions();
        int y = head.rows();
        double[] images = inverse(kspace, head.samples(), 1, head.nx());
        images = inverse(images, y, head.nx(), y);
        images = inverse(images, z, head.nx() * y, z);
        int pixels = head.nx() * y * z;
        float[] image = new float[pixels];
        double[] coils = new double[2 * head.coils()];
        for (int i = 0; i < pixels; i++) {
            for (int c = 0; c < head.coils(); c++) {
                coils[2 * c] = images[2 * (c * pixels + i)];
                coils[2 * c + 1] = images[2 * (c * pixels + i) + 1];
            }
            image[i] = (float) Math.sqrt(weights.power(coils));
        }
        return image;
    }

    /** x[m] = Σ k[i] exp(2πi (i − n/2)(m − out/2) / n) / √n along the axis of a stride, for its middle {@code out} pixels. */
    private static double[] inverse(double[] data, int n, int stride, int out) {
        int outer = data.length / 2 / n / stride;
        double[] result = new double[2 * outer * out * stride];
        for (int m = 0; m < out; m++) {
            for (int i = 0; i < n; i++) {
                double angle = 2 * Math.PI * (i - n / 2) * (m - out / 2) / n;
                double cos = Math.cos(angle) / Math.sqrt(n);
                double sin = Math.sin(angle) / Math.sqrt(n);
                for (int o = 0; o < outer; o++) {
                    for (int s = 0; s < stride; s++) {
                        int from = 2 * ((o * n + i) * stride + s);
                        int to = 2 * ((o * out + m) * stride + s);
                        result[to] += data[from] * cos - data[from + 1] * sin;
                        result[to + 1] += data[from] * sin + data[from + 1] * cos;
                    }
                }
            }
        }
        return result;
    }
}
