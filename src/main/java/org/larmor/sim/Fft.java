package org.larmor.sim;

import java.util.Arrays;

/**
 * The centred, orthonormal discrete Fourier transform of complex data (interleaved real, imaginary), for any length
 * whose prime factors are small: decimation in time, mixed radix, double precision. Zero frequency and the image's
 * origin both lie at index n/2. For making test data; reconstruction has its own. Not for use by several threads at
 * once.
 */
final class Fft {
    private static final int LARGEST_FACTOR = 31;

    private final int n;
    private final int[] factors;
    private final double[] cos;
    private final double[] sin;
    private final double[] input;
    private final double[] output;
    private final double[] group = new double[2 * LARGEST_FACTOR];

    Fft(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("a transform of length " + n);
        }
        this.n = n;
        this.factors = factors(n);
        this.cos = new double[n];
        this.sin = new double[n];
        for (int i = 0; i < n; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / n);
            sin[i] = Math.sin(2 * Math.PI * i / n);
        }
        this.input = new double[2 * n];
        this.output = new double[2 * n];
    }

    int length() {
        return n;
    }

    /** Image to k-space, in place: element i at {@code data[offset + 2·stride·i]}. */
    void forward(double[] data, int offset, int stride) {
        transform(data, offset, stride, -1);
    }

    /** K-space to image, in place. */
    void inverse(double[] data, int offset, int stride) {
        transform(data, offset, stride, 1);
    }

    /** K-space to image along both axes of [y][x], x with {@code this} transform's length, y with that of {@code rows}. */
    void inverse2(double[] data, Fft rows) {
        for (int y = 0; y < rows.n; y++) {
            inverse(data, 2 * y * n, 1);
        }
        for (int x = 0; x < n; x++) {
            rows.inverse(data, 2 * x, n);
        }
    }

    private void transform(double[] data, int offset, int stride, int sign) {
        int half = n / 2;
        for (int i = 0; i < n; i++) {
            int from = offset + 2 * stride * ((i + half) % n);
            input[2 * i] = data[from];
            input[2 * i + 1] = data[from + 1];
        }
        step(0, 1, 0, n, 0, sign);
        double scale = 1 / Math.sqrt(n);
        for (int i = 0; i < n; i++) {
            int to = offset + 2 * stride * ((i + half) % n);
            data[to] = scale * output[2 * i];
            data[to + 1] = scale * output[2 * i + 1];
        }
    }

    /** Transforms input[from], input[from + skip], … ({@code length} of them) to output[to …]. */
    private void step(int from, int skip, int to, int length, int level, int sign) {
        if (length == 1) {
            output[2 * to] = input[2 * from];
            output[2 * to + 1] = input[2 * from + 1];
            return;
        }
        int radix = factors[level];
        int part = length / radix;
        for (int r = 0; r < radix; r++) {
            step(from + r * skip, skip * radix, to + r * part, part, level + 1, sign);
        }
        if (radix == 2) {
            butterflies(to, part, skip, sign);
            return;
        }
        for (int k = 0; k < part; k++) {
            for (int r = 0; r < radix; r++) {
                int at = 2 * (to + r * part + k);
                int turn = (int) ((long) r * k * skip % n);
                double c = cos[turn];
                double s = sign * sin[turn];
                group[2 * r] = output[at] * c - output[at + 1] * s;
                group[2 * r + 1] = output[at] * s + output[at + 1] * c;
            }
            for (int q = 0; q < radix; q++) {
                double re = 0;
                double im = 0;
                for (int r = 0; r < radix; r++) {
                    int turn = (int) ((long) q * r * (n / radix) % n);
                    double c = cos[turn];
                    double s = sign * sin[turn];
                    re += group[2 * r] * c - group[2 * r + 1] * s;
                    im += group[2 * r] * s + group[2 * r + 1] * c;
                }
                int at = 2 * (to + q * part + k);
                output[at] = re;
                output[at + 1] = im;
            }
        }
    }

    /** Radix 2, by far the commonest. */
    private void butterflies(int to, int part, int skip, int sign) {
        for (int k = 0; k < part; k++) {
            double c = cos[k * skip];
            double s = sign * sin[k * skip];
            int low = 2 * (to + k);
            int high = low + 2 * part;
            double re = output[high] * c - output[high + 1] * s;
            double im = output[high] * s + output[high + 1] * c;
            output[high] = output[low] - re;
            output[high + 1] = output[low + 1] - im;
            output[low] += re;
            output[low + 1] += im;
        }
    }

    private static int[] factors(int n) {
        int[] found = new int[32];
        int count = 0;
        int rest = n;
        for (int f = 2; rest > 1; f++) {
            if (f > LARGEST_FACTOR) {
                throw new IllegalArgumentException("a transform of length " + n + " has a prime factor of " + rest);
            }
            while (rest % f == 0) {
                found[count++] = f;
                rest /= f;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
