package org.larmor.sim;

import java.util.random.RandomGenerator;

/**
 * Complex Gaussian receiver noise, white in time and correlated between coils: coils differ in strength by up to a
 * fifth, and neighbours share {@value #NEIGHBOUR} of it with a phase.
 */
public final class NoiseModel {
    private static final double NEIGHBOUR = 0.4;
    private static final double PHASE = 0.8;

    private final int coils;
    private final double[] covariance;
    private final double[] cholesky;

    /** @param level root mean square of a complex sample, averaged over the coils */
    NoiseModel(int coils, double level) {
        if (!(level >= 0)) {
            throw new IllegalArgumentException("a noise level of " + level);
        }
        this.coils = coils;
        this.covariance = new double[2 * coils * coils];
        double[] strength = new double[coils];
        double power = 0;
        for (int c = 0; c < coils; c++) {
            strength[c] = 1 + 0.2 * Math.sin(1 + 2.5 * c);
            power += strength[c] * strength[c] / coils;
        }
        for (int i = 0; i < coils; i++) {
            for (int j = 0; j < coils; j++) {
                double shared = level * level / power * strength[i] * strength[j]
                        * Math.pow(NEIGHBOUR, Math.abs(i - j));
                covariance[2 * (i * coils + j)] = shared * Math.cos(PHASE * (i - j));
                covariance[2 * (i * coils + j) + 1] = shared * Math.sin(PHASE * (i - j));
            }
        }
        this.cholesky = level == 0 ? new double[2 * coils * coils] : cholesky(covariance, coils);
    }

    /** E[n nᴴ] over the coils, [coil][coil] complex interleaved, Hermitian. */
    public double[] covariance() {
        return covariance.clone();
    }

    /** Draws one sample of all coils to {@code noise}, [coil] complex interleaved; {@code white} is room for as many. */
    void draw(RandomGenerator random, double[] white, double[] noise) {
        double half = Math.sqrt(0.5);
        for (int i = 0; i < 2 * coils; i++) {
            white[i] = half * random.nextGaussian();
        }
        for (int i = 0; i < coils; i++) {
            double re = 0;
            double im = 0;
            for (int j = 0; j <= i; j++) {
                double lr = cholesky[2 * (i * coils + j)];
                double li = cholesky[2 * (i * coils + j) + 1];
                re += lr * white[2 * j] - li * white[2 * j + 1];
                im += lr * white[2 * j + 1] + li * white[2 * j];
            }
            noise[2 * i] = re;
            noise[2 * i + 1] = im;
        }
    }

    /** The lower triangle L with L Lᴴ = the given positive definite matrix. */
    private static double[] cholesky(double[] matrix, int n) {
        double[] lower = new double[2 * n * n];
        for (int j = 0; j < n; j++) {
            double diagonal = matrix[2 * (j * n + j)];
            for (int k = 0; k < j; k++) {
                double re = lower[2 * (j * n + k)];
                double im = lower[2 * (j * n + k) + 1];
                diagonal -= re * re + im * im;
            }
            double root = Math.sqrt(diagonal);
            lower[2 * (j * n + j)] = root;
            for (int i = j + 1; i < n; i++) {
                double re = matrix[2 * (i * n + j)];
                double im = matrix[2 * (i * n + j) + 1];
                for (int k = 0; k < j; k++) {
                    double ar = lower[2 * (i * n + k)];
                    double ai = lower[2 * (i * n + k) + 1];
                    double br = lower[2 * (j * n + k)];
                    double bi = lower[2 * (j * n + k) + 1];
                    re -= ar * br + ai * bi;
                    im -= ai * br - ar * bi;
                }
                lower[2 * (i * n + j)] = re / root;
                lower[2 * (i * n + j) + 1] = im / root;
            }
        }
        return lower;
    }
}
