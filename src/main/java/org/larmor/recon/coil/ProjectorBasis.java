package org.larmor.recon.coil;

import java.util.Arrays;

/**
 * An orthonormal basis of what a Hermitian projector P projects onto, by Cholesky decomposition with the largest pivots
 * first (Higham, Accuracy and Stability of Numerical Algorithms, ch. 10): P = LLᴴ with as many columns as P has rank, and
 * LᴴL = I since P² = P.
 */
final class ProjectorBasis {
    /** Diagonals of the rest that count as zero: pivots of a projector fall to rounding at once when its rank is reached. */
    private static final double NOTHING = 1e-4;

    private ProjectorBasis() {}

    /**
     * @param projector complex pairs [n][n]
     * @return complex pairs [n][rank]
     */
    static double[] of(double[] projector, int n) {
        // a row of it for each column of L, so that loops go over neighbours
        double[][] re = new double[n][];
        double[][] im = new double[n][];
        double[] left = new double[n];
        for (int i = 0; i < n; i++) {
            left[i] = projector[2 * (i * n + i)];
        }
        int rank = 0;
        while (rank < n) {
            int pivot = largest(left);
            if (!(left[pivot] > NOTHING)) {
                break;
            }
            double[] columnRe = new double[n];
            double[] columnIm = new double[n];
            for (int i = 0; i < n; i++) {
                // P[i][pivot] is conj(P[pivot][i])
                columnRe[i] = projector[2 * (pivot * n + i)];
                columnIm[i] = -projector[2 * (pivot * n + i) + 1];
            }
            for (int k = 0; k < rank; k++) {
                subtract(columnRe, columnIm, re[k], im[k], re[k][pivot], im[k][pivot]);
            }
            double root = 1 / Math.sqrt(left[pivot]);
            for (int i = 0; i < n; i++) {
                columnRe[i] *= root;
                columnIm[i] *= root;
                left[i] -= columnRe[i] * columnRe[i] + columnIm[i] * columnIm[i];
            }
            re[rank] = columnRe;
            im[rank] = columnIm;
            rank++;
        }
        return pairs(Arrays.copyOf(re, rank), Arrays.copyOf(im, rank), n);
    }

    private static int largest(double[] values) {
        int at = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[at]) {
                at = i;
            }
        }
        return at;
    }

    /** column −= other·conj(factor). */
    private static void subtract(
            double[] columnRe, double[] columnIm, double[] re, double[] im, double factorRe, double factorIm) {
        for (int i = 0; i < columnRe.length; i++) {
            columnRe[i] -= re[i] * factorRe + im[i] * factorIm;
            columnIm[i] -= im[i] * factorRe - re[i] * factorIm;
        }
    }

    private static double[] pairs(double[][] re, double[][] im, int n) {
        int rank = re.length;
        double[] pairs = new double[2 * n * rank];
        for (int k = 0; k < rank; k++) {
            for (int i = 0; i < n; i++) {
                pairs[2 * (i * rank + k)] = re[k][i];
                pairs[2 * (i * rank + k) + 1] = im[k][i];
            }
        }
        return pairs;
    }
}
