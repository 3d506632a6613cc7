package org.larmor.sim.stream;

import java.util.List;
import org.larmor.mrd.wire.AcquisitionFlag;

/**
 * What the signals of the coils count in an image: the power s · xᴴ Σ⁻¹ x of a pixel x, as whitening by any square root
 * of Σ⁻¹ gives it.
 *
 * @param matrix s Σ⁻¹, [coil][coil] complex interleaved
 */
record CoilWeights(double[][] matrix) {
    /** The plain sum of squares. */
    static CoilWeights even(int coils) {
        double[][] identity = new double[coils][2 * coils];
        for (int c = 0; c < coils; c++) {
            identity[c][2 * c] = 1;
        }
        return new CoilWeights(identity);
    }

    /** Of the covariance of the noise readouts among those given, the inverse {@code scale} times. */
    static CoilWeights ofNoise(List<Readout> readouts, double scale) {
        List<Readout> noise = readouts.stream()
                .filter(readout -> readout.header().has(AcquisitionFlag.IS_NOISE_MEASUREMENT))
                .toList();
        int coils = noise.getFirst().head().coils();
        double[][] covariance = new double[coils][2 * coils];
        long count = 0;
        for (Readout readout : noise) {
            float[] samples = readout.samples();
            int length = samples.length / coils;
            count += length / 2;
            for (int i = 0; i < coils; i++) {
                for (int j = 0; j < coils; j++) {
                    for (int s = 0; s < length; s += 2) {
                        double a = samples[i * length + s];
                        double b = samples[i * length + s + 1];
                        double c = samples[j * length + s];
                        double d = samples[j * length + s + 1];
                        covariance[i][2 * j] += a * c + b * d;
                        covariance[i][2 * j + 1] += b * c - a * d;
                    }
                }
            }
        }
        double[][] weights = inverse(covariance);
        for (double[] row : weights) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= scale * (count - 1);
            }
        }
        return new CoilWeights(weights);
    }

    /** Of a pixel's signals, [coil] complex interleaved. */
    double power(double[] x) {
        double power = 0;
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                double re = matrix[i][2 * j] * x[2 * j] - matrix[i][2 * j + 1] * x[2 * j + 1];
                double im = matrix[i][2 * j] * x[2 * j + 1] + matrix[i][2 * j + 1] * x[2 * j];
                power += x[2 * i] * re + x[2 * i + 1] * im;
            }
        }
        return power;
    }

    /** By Gauss and Jordan; a covariance needs no pivots. */
    private static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = java.util.Arrays.copyOf(matrix[i], 4 * n);
            rows[i][2 * n + 2 * i] = 1;
        }
        for (int k = 0; k < n; k++) {
            double re = rows[k][2 * k];
            double im = rows[k][2 * k + 1];
            double power = re * re + im * im;
            multiply(rows[k], re / power, -im / power);
            for (int i = 0; i < n; i++) {
                if (i != k) {
                    subtract(rows[i], rows[k], rows[i][2 * k], rows[i][2 * k + 1]);
                }
            }
        }
        double[][] inverse = new double[n][];
        for (int i = 0; i < n; i++) {
            inverse[i] = java.util.Arrays.copyOfRange(rows[i], 2 * n, 4 * n);
        }
        return inverse;
    }

    private static void multiply(double[] row, double re, double im) {
        for (int j = 0; j < row.length; j += 2) {
            double a = row[j];
            row[j] = a * re - row[j + 1] * im;
            row[j + 1] = a * im + row[j + 1] * re;
        }
    }

    private static void subtract(double[] row, double[] other, double re, double im) {
        for (int j = 0; j < row.length; j += 2) {
            row[j] -= other[j] * re - other[j + 1] * im;
            row[j + 1] -= other[j] * im + other[j + 1] * re;
        }
    }
}
