package org.larmor.recon.coil;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Eigenvalues, descending, and eigenvectors of a small Hermitian matrix by cyclic Jacobi rotations, in double. */
final class HermitianEigen {
    private static final int MAX_SWEEPS = 60;

    private final int n;
    private final double[] ar;
    private final double[] ai;
    private final double[] vr;
    private final double[] vi;
    private final int[] order;

    /**
     * @param re row-major n×n, left as it is
     * @param im the same
     */
    HermitianEigen(int n, double[] re, double[] im) {
        this.n = n;
        ar = re.clone();
        ai = im.clone();
        vr = new double[n * n];
        vi = new double[n * n];
        for (int i = 0; i < n; i++) {
            vr[i * n + i] = 1;
        }
        diagonalise();
        order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -ar[i * n + i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    double value(int k) {
        return ar[order[k] * n + order[k]];
    }

    /** Component {@code i} of eigenvector {@code k}, real part. */
    double vectorRe(int k, int i) {
        return vr[i * n + order[k]];
    }

    double vectorIm(int k, int i) {
        return vi[i * n + order[k]];
    }

    private void diagonalise() {
        for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
            double off = 0;
            double diagonal = 0;
            for (int i = 0; i < n; i++) {
                diagonal += ar[i * n + i] * ar[i * n + i];
                for (int j = i + 1; j < n; j++) {
                    off += ar[i * n + j] * ar[i * n + j] + ai[i * n + j] * ai[i * n + j];
                }
            }
            if (off <= 1e-26 * diagonal) {
                return;
            }
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(p, q);
                }
            }
        }
    }

    /** Zeroes element (p, q) = |a|·e^{iφ} by the unitary [[c, s·e^{iφ}], [−s·e^{−iφ}, c]]. */
    private void rotate(int p, int q) {
        double re = ar[p * n + q];
        double im = ai[p * n + q];
        double magnitude = Math.hypot(re, im);
        if (magnitude == 0) {
            return;
        }
        double theta = (ar[q * n + q] - ar[p * n + p]) / (2 * magnitude);
        double t = Math.copySign(1 / (Math.abs(theta) + Math.sqrt(theta * theta + 1)), theta);
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        double er = re / magnitude;
        double ei = im / magnitude;
        columns(ar, ai, p, q, c, s, er, ei);
        rows(p, q, c, s, er, ei);
        columns(vr, vi, p, q, c, s, er, ei);
    }

    private void columns(double[] mr, double[] mi, int p, int q, double c, double s, double er, double ei) {
        for (int k = 0; k < n; k++) {
            int kp = k * n + p;
            int kq = k * n + q;
            double pr = mr[kp];
            double pi = mi[kp];
            double qr = mr[kq];
            double qi = mi[kq];
            // new p = c·p − s·e^{−iφ}·q, new q = s·e^{iφ}·p + c·q
            mr[kp] = c * pr - s * (er * qr + ei * qi);
            mi[kp] = c * pi - s * (er * qi - ei * qr);
            mr[kq] = s * (er * pr - ei * pi) + c * qr;
            mi[kq] = s * (er * pi + ei * pr) + c * qi;
        }
    }

    private void rows(int p, int q, double c, double s, double er, double ei) {
        for (int k = 0; k < n; k++) {
            int pk = p * n + k;
            int qk = q * n + k;
            double pr = ar[pk];
            double pi = ai[pk];
            double qr = ar[qk];
            double qi = ai[qk];
            ar[pk] = c * pr - s * (er * qr - ei * qi);
            ai[pk] = c * pi - s * (er * qi + ei * qr);
            ar[qk] = s * (er * pr + ei * pi) + c * qr;
            ai[qk] = s * (er * pi - ei * pr) + c * qi;
        }
    }
}
