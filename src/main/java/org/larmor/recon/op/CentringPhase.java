package org.larmor.recon.op;

/** The phases, (re, im) interleaved, by which a plain DFT of length n becomes one with its origin at ⌊n/2⌋. */
final class CentringPhase {
    private CentringPhase() {}

    /** exp(2πi c m/n), on the image side of the forward transform. */
    static double[] image(int n) {
        return phase(n, 0);
    }

    /** exp(2πi c (k−c)/n), on its k-space side. */
    static double[] kspace(int n) {
        return phase(n, n / 2);
    }

    static double[] conjugate(double[] pairs) {
        double[] conjugate = pairs.clone();
        for (int i = 1; i < conjugate.length; i += 2) {
            conjugate[i] = -conjugate[i];
        }
        return conjugate;
    }

    private static double[] phase(int n, int origin) {
        if (n < 1) {
            throw new IllegalArgumentException("length " + n);
        }
        long c = n / 2;
        double[] pairs = new double[2 * n];
        for (int m = 0; m < n; m++) {
            long turn = Math.floorMod(c * (m - origin), n);
            // even lengths turn by exactly a half: no rounding in the checkerboard
            if (2 * turn % n == 0) {
                pairs[2 * m] = turn == 0 ? 1 : -1;
            } else {
                double angle = 2 * Math.PI * turn / n;
                pairs[2 * m] = Math.cos(angle);
                pairs[2 * m + 1] = Math.sin(angle);
            }
        }
        return pairs;
    }
}
