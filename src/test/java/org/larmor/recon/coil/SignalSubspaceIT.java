package org.larmor.recon.coil;

import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;

class SignalSubspaceIT {
    private static final double THRESHOLD = Math.sqrt(0.001);
    private static final int PARTS = 20;

    /** Against the eigenvectors of AᴴA by rotations: singular values that fall by a third each, above noise. */
    @ParameterizedTest
    @CsvSource({"40, 60", "60, 40", "50, 50"})
    void projectsOntoTheEigenvectorsAboveTheThreshold(int rows, int columns) {
        double[] a = matrix(rows, columns);
        double[] projector;
        try (NDManager manager = TorchEngine.inferenceManager()) {
            projector = SignalSubspace.projector(manager, a, rows, columns, THRESHOLD);
        }
        HermitianEigen eigen = gram(a, rows, columns);
        int rank = 0;
        while (eigen.value(rank) > THRESHOLD * THRESHOLD * eigen.value(0)) {
            rank++;
        }
        assertThat(rank).isBetween(2, PARTS);
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < columns; j++) {
                double re = 0;
                double im = 0;
                for (int k = 0; k < rank; k++) {
                    re += eigen.vectorRe(k, i) * eigen.vectorRe(k, j) + eigen.vectorIm(k, i) * eigen.vectorIm(k, j);
                    im += eigen.vectorIm(k, i) * eigen.vectorRe(k, j) - eigen.vectorRe(k, i) * eigen.vectorIm(k, j);
                }
                int at = 2 * (i * columns + j);
                assertThat(Math.hypot(projector[at] - re, projector[at + 1] - im)).isLessThan(1e-10);
            }
        }
    }

    private static double[] matrix(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(rows);
        double[] a = new double[2 * rows * columns];
        for (int i = 0; i < a.length; i++) {
            a[i] = 1e-4 * random.nextGaussian();
        }
        for (int part = 0; part < PARTS; part++) {
            double size = Math.pow(1.5, -part);
            double[] left = gaussian(random, rows);
            double[] right = gaussian(random, columns);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    int at = 2 * (i * columns + j);
                    a[at] += size * (left[2 * i] * right[2 * j] - left[2 * i + 1] * right[2 * j + 1]);
                    a[at + 1] += size * (left[2 * i] * right[2 * j + 1] + left[2 * i + 1] * right[2 * j]);
                }
            }
        }
        return a;
    }

    private static double[] gaussian(SplittableRandom random, int n) {
        return random.doubles(2L * n, -1, 1).toArray();
    }

    /** AᴴA. */
    private static HermitianEigen gram(double[] a, int rows, int columns) {
        double[] re = new double[columns * columns];
        double[] im = new double[columns * columns];
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < rows; k++) {
                    int x = 2 * (k * columns + i);
                    int y = 2 * (k * columns + j);
                    re[i * columns + j] += a[x] * a[y] + a[x + 1] * a[y + 1];
                    im[i * columns + j] += a[x] * a[y + 1] - a[x + 1] * a[y];
                }
            }
        }
        return new HermitianEigen(columns, re, im);
    }
}
