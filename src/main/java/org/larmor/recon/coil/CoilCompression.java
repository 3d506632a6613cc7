package org.larmor.recon.coil;

import java.util.List;

/**
 * Principal components over the coils: the first virtual coils hold most of the signal, and the first of all is where
 * the maps' phase is measured from.
 */
public final class CoilCompression {
    private CoilCompression() {}

    /**
     * @param blocks calibration of all slices, same coils
     * @param atMost virtual coils kept
     * @return orthonormal rows, complex pairs [virtual][coil], virtual = min(coils, atMost)
     */
    public static float[] matrix(List<CalibrationBlock> blocks, int atMost) {
        int coils = blocks.getFirst().coils();
        double[] re = new double[coils * coils];
        double[] im = new double[coils * coils];
        for (CalibrationBlock block : blocks) {
            addCovariance(block, re, im);
        }
        HermitianEigen eigen = new HermitianEigen(coils, re, im);
        int virtual = Math.min(coils, atMost);
        float[] matrix = new float[2 * virtual * coils];
        for (int v = 0; v < virtual; v++) {
            for (int c = 0; c < coils; c++) {
                matrix[2 * (v * coils + c)] = (float) eigen.vectorRe(v, c);
                matrix[2 * (v * coils + c) + 1] = (float) -eigen.vectorIm(v, c);
            }
        }
        return matrix;
    }

    private static void addCovariance(CalibrationBlock block, double[] re, double[] im) {
        int coils = block.coils();
        int n = block.kx() * block.ky();
        float[] s = block.samples();
        for (int a = 0; a < coils; a++) {
            for (int b = 0; b < coils; b++) {
                double real = 0;
                double imaginary = 0;
                for (int i = 0; i < n; i++) {
                    double ar = s[2 * (a * n + i)];
                    double ai = s[2 * (a * n + i) + 1];
                    double br = s[2 * (b * n + i)];
                    double bi = s[2 * (b * n + i) + 1];
                    real += ar * br + ai * bi;
                    imaginary += ai * br - ar * bi;
                }
                re[a * coils + b] += real;
                im[a * coils + b] += imaginary;
            }
        }
    }
}
