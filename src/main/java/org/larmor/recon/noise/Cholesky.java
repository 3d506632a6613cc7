package org.larmor.recon.noise;

import java.util.Optional;

/** The Cholesky factor of a small Hermitian positive definite matrix, in double. */
final class Cholesky {
    private Cholesky() {}

    /**
     * L⁻¹ of A = LLᴴ.
     *
     * @param re row-major n×n, lower triangle read
     * @param im the same
     * @return row-major complex pairs, empty where A is not positive definite to working precision
     */
    static Optional<double[]> inverseFactor(int n, double[] re, double[] im) {
        double[] lr = new double[n * n];
        double[] li = new double[n * n];
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, re[i * n + i]);
        }
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double sr = re[i * n + j];
                double si = im[i * n + j];
                for (int k = 0; k < j; k++) {
                    double ar = lr[i * n + k];
                    double ai = li[i * n + k];
                    double br = lr[j * n + k];
                    double bi = li[j * n + k];
                    sr -= ar * br + ai * bi;
                    si -= ai * br - ar * bi;
                }
                if (i == j) {
                    if (!(sr > 1e-12 * largest)) {
                        return Optional.empty();
                    }
                    lr[j * n + j] = Math.sqrt(sr);
                } else {
                    double pivot = lr[j * n + j];
                    lr[i * n + j] = sr / pivot;
                    li[i * n + j] = si / pivot;
                }
            }
        }
        return Optional.of(invertLower(n, lr, li));
    }

    private static double[] invertLower(int n, double[] lr, double[] li) {
        double[] inverse = new double[2 * n * n];
        for (int j = 0; j < n; j++) {
            inverse[2 * (j * n + j)] = 1 / lr[j * n + j];
            for (int i = j + 1; i < n; i++) {
                double sr = 0;
                double si = 0;
                for (int k = j; k < i; k++) {
                    double ar = lr[i * n + k];
                    double ai = li[i * n + k];
                    double br = inverse[2 * (k * n + j)];
                    double bi = inverse[2 * (k * n + j) + 1];
                    sr += ar * br - ai * bi;
                    si += ar * bi + ai * br;
                }
                inverse[2 * (i * n + j)] = -sr / lr[i * n + i];
                inverse[2 * (i * n + j) + 1] = -si / lr[i * n + i];
            }
        }
        return inverse;
    }
}
