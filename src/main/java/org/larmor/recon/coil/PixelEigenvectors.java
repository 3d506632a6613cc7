package org.larmor.recon.coil;

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
    private final float[] vr;
    private final float[] vi;
    private final float[] nextRe;
    private final float[] nextIm;
    private final float[] value;
    private final float[] mr;
    private final float[] mi;
    private boolean started;

    PixelEigenvectors(int coils, int n) {
        this.coils = coils;
        this.n = n;
        vr = new float[coils * n];
        vi = new float[coils * n];
        nextRe = new float[coils * n];
        nextIm = new float[coils * n];
        value = new float[n];
        mr = new float[coils * (coils + 1) / 2 * n];
        mi = new float[mr.length];
        java.util.Arrays.fill(vr, (float) (1 / Math.sqrt(coils)));
    }

    /** @param matrices complex pairs [pair c' ≥ c][pixel]: element (c', c) */
    void next(float[] matrices) {
        for (int i = 0; i < mr.length; i++) {
            mr[i] = matrices[2 * i];
            mi[i] = matrices[2 * i + 1];
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

    /** The column's eigenvalues; the next column overwrites them. */
    float[] values() {
        return value;
    }

    /** Writes the column into complex pairs [coil][x][y], the phase of the first coil taken off. */
    void write(float[] maps, int x, int nx) {
        for (int y = 0; y < n; y++) {
            float re = vr[y];
            float im = vi[y];
            float magnitude = (float) Math.sqrt(re * re + im * im);
            float pr = magnitude > 0 ? re / magnitude : 1;
            float pi = magnitude > 0 ? im / magnitude : 0;
            for (int c = 0; c < coils; c++) {
                int at = 2 * ((c * nx + x) * n + y);
                float a = vr[c * n + y];
                float b = vi[c * n + y];
                maps[at] = a * pr + b * pi;
                maps[at + 1] = b * pr - a * pi;
            }
        }
    }

    private void multiply() {
        java.util.Arrays.fill(nextRe, 0);
        java.util.Arrays.fill(nextIm, 0);
        for (int to = 0, pair = 0; to < coils; to++) {
            for (int from = 0; from <= to; from++, pair++) {
                accumulate(pair * n, to * n, from * n, 1);
                if (from != to) {
                    accumulate(pair * n, from * n, to * n, -1);
                }
            }
        }
    }

    /** next[to] += (re + sign·i·im)·v[from] over the column. */
    private void accumulate(int matrix, int to, int from, float sign) {
        for (int y = 0; y < n; y++) {
            float re = mr[matrix + y];
            float im = sign * mi[matrix + y];
            float a = vr[from + y];
            float b = vi[from + y];
            nextRe[to + y] += re * a - im * b;
            nextIm[to + y] += re * b + im * a;
        }
    }

    /** Makes the next vectors the current ones; the largest change of an eigenvalue. */
    private float normalise() {
        float change = 0;
        for (int y = 0; y < n; y++) {
            float sum = 0;
            for (int c = 0; c < coils; c++) {
                float re = nextRe[c * n + y];
                float im = nextIm[c * n + y];
                sum += re * re + im * im;
            }
            float norm = (float) Math.sqrt(sum);
            change = Math.max(change, Math.abs(norm - value[y]));
            value[y] = norm;
            float scale = norm > 0 ? 1 / norm : 0;
            for (int c = 0; c < coils; c++) {
                vr[c * n + y] = nextRe[c * n + y] * scale;
                vi[c * n + y] = nextIm[c * n + y] * scale;
            }
        }
        return change;
    }
}
