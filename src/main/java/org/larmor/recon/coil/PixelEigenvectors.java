package org.larmor.recon.coil;

import java.util.Arrays;

/**
 * The dominant eigenvector of a Hermitian coils×coils matrix at each pixel of a column, by power iteration for the
 * whole column at once; a column starts from the one before, which is nearly right already.
 */
final class PixelEigenvectors {
    private static final int FIRST_STEPS = 30;
    private static final int MAX_STEPS = 12;
    private static final float SETTLED = 1e-4f;

    private final int coils;
    private final int n;

    /** [coil][pixel]: arrays of their own, so that the compiler makes vector instructions of loops over pixels. */
    private final float[][] vr;

    private final float[][] vi;
    private final float[][] nextRe;
    private final float[][] nextIm;
    private final float[] value;
    private final float[] norm;
    private final float[] scale;

    /** [pair][pixel]. */
    private final float[][] mr;

    private final float[][] mi;
    private boolean started;

    PixelEigenvectors(int coils, int n) {
        this.coils = coils;
        this.n = n;
        vr = new float[coils][n];
        vi = new float[coils][n];
        nextRe = new float[coils][n];
        nextIm = new float[coils][n];
        value = new float[n];
        norm = new float[n];
        scale = new float[n];
        mr = new float[coils * (coils + 1) / 2][n];
        mi = new float[mr.length][n];
        for (float[] coil : vr) {
            Arrays.fill(coil, (float) (1 / Math.sqrt(coils)));
        }
    }

    /** @param matrices complex pairs [pair c' ≥ c][pixel]: element (c', c) */
    void next(float[] matrices) {
        for (int pair = 0; pair < mr.length; pair++) {
            part(matrices, 2 * pair * n, mr[pair], mi[pair]);
        }
        int steps = started ? MAX_STEPS : FIRST_STEPS;
        for (int i = 0; i < steps; i++) {
            multiply();
            if (normalise() < SETTLED && i > 1) {
                break;
            }
        }
        started = true;
    }

    private static void part(float[] pairs, int from, float[] re, float[] im) {
        for (int y = 0; y < re.length; y++) {
            re[y] = pairs[from + 2 * y];
            im[y] = pairs[from + 2 * y + 1];
        }
    }

    /** The column's eigenvalues; the next column overwrites them. */
    float[] values() {
        return value;
    }

    /** Writes the column into complex pairs [coil][x][y], the phase of the first coil taken off. */
    void write(float[] maps, int x, int nx) {
        for (int y = 0; y < n; y++) {
            float re = vr[0][y];
            float im = vi[0][y];
            float magnitude = (float) Math.sqrt(re * re + im * im);
            float pr = magnitude > 0 ? re / magnitude : 1;
            float pi = magnitude > 0 ? im / magnitude : 0;
            for (int c = 0; c < coils; c++) {
                int at = 2 * ((c * nx + x) * n + y);
                float a = vr[c][y];
                float b = vi[c][y];
                maps[at] = a * pr + b * pi;
                maps[at + 1] = b * pr - a * pi;
            }
        }
    }

    private void multiply() {
        for (int c = 0; c < coils; c++) {
            Arrays.fill(nextRe[c], 0);
            Arrays.fill(nextIm[c], 0);
        }
        for (int to = 0, pair = 0; to < coils; to++) {
            for (int from = 0; from <= to; from++, pair++) {
                add(mr[pair], mi[pair], vr[from], vi[from], nextRe[to], nextIm[to]);
                if (from != to) {
                    addConjugate(mr[pair], mi[pair], vr[to], vi[to], nextRe[from], nextIm[from]);
                }
            }
        }
    }

    /** next += m·v over the column. */
    private static void add(float[] mr, float[] mi, float[] vr, float[] vi, float[] re, float[] im) {
        for (int y = 0; y < re.length; y++) {
            re[y] += mr[y] * vr[y] - mi[y] * vi[y];
            im[y] += mr[y] * vi[y] + mi[y] * vr[y];
        }
    }

    /** next += conj(m)·v over the column. */
    private static void addConjugate(float[] mr, float[] mi, float[] vr, float[] vi, float[] re, float[] im) {
        for (int y = 0; y < re.length; y++) {
            re[y] += mr[y] * vr[y] + mi[y] * vi[y];
            im[y] += mr[y] * vi[y] - mi[y] * vr[y];
        }
    }

    /** Makes the next vectors the current ones; the largest change of an eigenvalue. */
    private float normalise() {
        Arrays.fill(norm, 0);
        for (int c = 0; c < coils; c++) {
            addSquares(nextRe[c], nextIm[c], norm);
        }
        float change = 0;
        for (int y = 0; y < n; y++) {
            float length = (float) Math.sqrt(norm[y]);
            change = Math.max(change, Math.abs(length - value[y]));
            value[y] = length;
            scale[y] = length > 0 ? 1 / length : 0;
        }
        for (int c = 0; c < coils; c++) {
            scaled(nextRe[c], scale, vr[c]);
            scaled(nextIm[c], scale, vi[c]);
        }
        return change;
    }

    private static void addSquares(float[] re, float[] im, float[] sum) {
        for (int y = 0; y < sum.length; y++) {
            sum[y] += re[y] * re[y] + im[y] * im[y];
        }
    }

    private static void scaled(float[] from, float[] factor, float[] to) {
        for (int y = 0; y < to.length; y++) {
            to[y] = from[y] * factor[y];
        }
    }
}
