package org.larmor.recon.op;

import java.util.ArrayList;
import java.util.List;

/**
 * Filters of many signals of one length at once, by the discrete Fourier transform: a signal is a lane, and sample {@code k}
 * of all of them lies in one array, so that the same is done to neighbours in memory, which the compiler turns into vector
 * instructions. In place. Thread-safe.
 *
 * <p>Mixed radix (Cooley and Tukey, Math Comput 19, 1965), with factors 4, 2, 3 and 5. After a step of the way forward the
 * parts that are left have nothing to do with each other: each is led to its frequencies and back before the next, while
 * it is in a cache that is near. Where a part's frequencies all have the same weight, there and back is a multiplication.
 */
final class LaneFourier {
    private static final int[] RADICES = {4, 2, 3, 5};
    private static final int MOST_RADIX = 5;

    /** cos and sin of 2π/3, 2π/5 and 4π/5. */
    private static final float S3 = (float) Math.sin(2 * Math.PI / 3);

    private static final float C51 = (float) Math.cos(2 * Math.PI / 5);
    private static final float S51 = (float) Math.sin(2 * Math.PI / 5);
    private static final float C52 = (float) Math.cos(4 * Math.PI / 5);
    private static final float S52 = (float) Math.sin(4 * Math.PI / 5);

    private final int n;
    private final int[] factors;

    /** exp(−2πi k/n), (re, im) interleaved. */
    private final float[] turns;

    private LaneFourier(int n, int[] factors) {
        this.n = n;
        this.factors = factors;
        turns = new float[2 * n];
        for (int k = 0; k < n; k++) {
            turns[2 * k] = (float) Math.cos(2 * Math.PI * k / n);
            turns[2 * k + 1] = (float) -Math.sin(2 * Math.PI * k / n);
        }
    }

    /** Whether there is a transform of that length. */
    static boolean covers(int n) {
        return factors(n).stream().allMatch(radix -> radix <= MOST_RADIX);
    }

    /** @throws IllegalArgumentException where the length is not {@linkplain #covers covered} */
    static LaneFourier of(int n) {
        if (!covers(n)) {
            throw new IllegalArgumentException("length " + n);
        }
        return new LaneFourier(n, factors(n).stream().mapToInt(Integer::intValue).toArray());
    }

    /** The radices in the order they are applied, last what is left. */
    private static List<Integer> factors(int n) {
        List<Integer> factors = new ArrayList<>();
        int left = n;
        for (int radix : RADICES) {
            while (left % radix == 0) {
                factors.add(radix);
                left /= radix;
            }
        }
        if (left > 1) {
            factors.add(left);
        }
        return factors;
    }

    /**
     * What {@link #filter} takes.
     *
     * @param weights of the frequencies 0 to n − 1
     */
    Filter filter(float[] weights) {
        float[] placed = new float[n];
        for (int place = 0; place < n; place++) {
            placed[place] = weights[frequency(place)];
        }
        return new Filter(placed);
    }

    /** @param weights in the order that the way forward leaves frequencies in */
    record Filter(float[] weights) {
        /** Whether the frequencies of a part have the same weight. */
        private boolean even(int base, int length) {
            for (int i = 1; i < length; i++) {
                if (weights[base + i] != weights[base]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The frequency, from 0 to n − 1, that lies at a place after the way forward. */
    private int frequency(int place) {
        int frequency = 0;
        int weight = 1;
        int length = n;
        int left = place;
        for (int radix : factors) {
            length /= radix;
            frequency += weight * (left / length);
            left %= length;
            weight *= radix;
        }
        return frequency;
    }

    /** What is done with one sample of all lanes. */
    interface Step {
        void at(int sample);
    }

    /**
     * Each lane, x[m], becomes Σ_k w[k]·X[k]·exp(2πi km/n) with X[k] = Σ_m x[m]·exp(−2πi km/n).
     *
     * @param before writes a sample, shortly before it is read
     * @param after reads it, shortly after it was written
     */
    void filter(float[][] re, float[][] im, Filter filter, Step before, Step after) {
        if (filter.even(0, n)) {
            for (int i = 0; i < n; i++) {
                before.at(i);
                scale(re[i], im[i], n * filter.weights[0]);
                after.at(i);
            }
            return;
        }
        int radix = factors[0];
        int part = n / radix;
        for (int j = 0; j < part; j++) {
            for (int i = j; i < n; i += part) {
                before.at(i);
            }
            forward(re, im, 0, j, part, radix);
        }
        for (int p = 0; p < radix; p++) {
            filter(re, im, filter, p * part, part, 1);
        }
        for (int j = 0; j < part; j++) {
            backward(re, im, 0, j, part, radix);
            for (int i = j; i < n; i += part) {
                after.at(i);
            }
        }
    }

    private void filter(float[][] re, float[][] im, Filter filter, int base, int length, int level) {
        if (filter.even(base, length)) {
            for (int i = base; i < base + length; i++) {
                scale(re[i], im[i], length * filter.weights[base]);
            }
            return;
        }
        int radix = factors[level];
        int part = length / radix;
        for (int j = 0; j < part; j++) {
            forward(re, im, base, j, part, radix);
        }
        for (int p = 0; p < radix; p++) {
            filter(re, im, filter, base + p * part, part, level + 1);
        }
        for (int j = 0; j < part; j++) {
            backward(re, im, base, j, part, radix);
        }
    }

    private void forward(float[][] re, float[][] im, int base, int j, int part, int radix) {
        butterfly(re, im, base + j, part, radix, false);
        int step = n / (part * radix);
        for (int p = 1; p < radix && j > 0; p++) {
            int at = base + j + p * part;
            int turn = 2 * (p * j * step);
            turn(re[at], im[at], turns[turn], turns[turn + 1]);
        }
    }

    private void backward(float[][] re, float[][] im, int base, int j, int part, int radix) {
        int step = n / (part * radix);
        for (int p = 1; p < radix && j > 0; p++) {
            int at = base + j + p * part;
            int turn = 2 * (p * j * step);
            turn(re[at], im[at], turns[turn], -turns[turn + 1]);
        }
        butterfly(re, im, base + j, part, radix, true);
    }

    private static void scale(float[] re, float[] im, float factor) {
        for (int v = 0; v < re.length; v++) {
            re[v] *= factor;
            im[v] *= factor;
        }
    }

    /** A transform of length radix; the conjugate one is the same with real and imaginary parts exchanged. */
    private static void butterfly(float[][] re, float[][] im, int at, int step, int radix, boolean conjugate) {
        float[][] a = conjugate ? im : re;
        float[][] b = conjugate ? re : im;
        switch (radix) {
            case 2 -> two(a[at], b[at], a[at + step], b[at + step]);
            case 3 -> three(a[at], b[at], a[at + step], b[at + step], a[at + 2 * step], b[at + 2 * step]);
            case 4 ->
                four(
                        a[at], b[at], a[at + step], b[at + step],
                        a[at + 2 * step], b[at + 2 * step], a[at + 3 * step], b[at + 3 * step]);
            case 5 ->
                five(
                        a[at], b[at], a[at + step], b[at + step], a[at + 2 * step], b[at + 2 * step],
                        a[at + 3 * step], b[at + 3 * step], a[at + 4 * step], b[at + 4 * step]);
            default -> throw new IllegalStateException("radix " + radix);
        }
    }

    private static void turn(float[] re, float[] im, float wr, float wi) {
        for (int v = 0; v < re.length; v++) {
            float a = re[v];
            float b = im[v];
            re[v] = a * wr - b * wi;
            im[v] = a * wi + b * wr;
        }
    }

    private static void two(float[] ar, float[] ai, float[] br, float[] bi) {
        for (int v = 0; v < ar.length; v++) {
            float r0 = ar[v];
            float i0 = ai[v];
            float r1 = br[v];
            float i1 = bi[v];
            ar[v] = r0 + r1;
            ai[v] = i0 + i1;
            br[v] = r0 - r1;
            bi[v] = i0 - i1;
        }
    }

    private static void three(float[] ar, float[] ai, float[] br, float[] bi, float[] cr, float[] ci) {
        for (int v = 0; v < ar.length; v++) {
            float sr = br[v] + cr[v];
            float si = bi[v] + ci[v];
            float dr = S3 * (br[v] - cr[v]);
            float di = S3 * (bi[v] - ci[v]);
            float mr = ar[v] - 0.5f * sr;
            float mi = ai[v] - 0.5f * si;
            ar[v] = ar[v] + sr;
            ai[v] = ai[v] + si;
            br[v] = mr + di;
            bi[v] = mi - dr;
            cr[v] = mr - di;
            ci[v] = mi + dr;
        }
    }

    private static void four(
            float[] ar, float[] ai, float[] br, float[] bi, float[] cr, float[] ci, float[] dr, float[] di) {
        for (int v = 0; v < ar.length; v++) {
            float evenR = ar[v] + cr[v];
            float evenI = ai[v] + ci[v];
            float lessR = ar[v] - cr[v];
            float lessI = ai[v] - ci[v];
            float oddR = br[v] + dr[v];
            float oddI = bi[v] + di[v];
            float turnR = br[v] - dr[v];
            float turnI = bi[v] - di[v];
            ar[v] = evenR + oddR;
            ai[v] = evenI + oddI;
            br[v] = lessR + turnI;
            bi[v] = lessI - turnR;
            cr[v] = evenR - oddR;
            ci[v] = evenI - oddI;
            dr[v] = lessR - turnI;
            di[v] = lessI + turnR;
        }
    }

    /** In steps, since the compiler makes vector instructions of short loops alone. */
    private static void five(
            float[] ar, float[] ai, float[] br, float[] bi, float[] cr, float[] ci,
            float[] dr, float[] di, float[] er, float[] ei) {
        two(br, bi, er, ei);
        two(cr, ci, dr, di);
        sums(ar, br, cr);
        sums(ai, bi, ci);
        differences(er, dr);
        differences(ei, di);
        crossed(br, bi, er, ei);
        crossed(cr, ci, dr, di);
    }

    private static void sums(float[] a, float[] b, float[] c) {
        for (int v = 0; v < a.length; v++) {
            float whole = a[v];
            float one = b[v];
            float two = c[v];
            a[v] = whole + one + two;
            b[v] = whole + C51 * one + C52 * two;
            c[v] = whole + C52 * one + C51 * two;
        }
    }

    private static void differences(float[] b, float[] c) {
        for (int v = 0; v < b.length; v++) {
            float one = b[v];
            float two = c[v];
            b[v] = S51 * one + S52 * two;
            c[v] = S52 * one - S51 * two;
        }
    }

    /** a − i·b and a + i·b. */
    private static void crossed(float[] ar, float[] ai, float[] br, float[] bi) {
        for (int v = 0; v < ar.length; v++) {
            float r0 = ar[v];
            float i0 = ai[v];
            float r1 = br[v];
            float i1 = bi[v];
            ar[v] = r0 + i1;
            ai[v] = i0 - r1;
            br[v] = r0 - i1;
            bi[v] = i0 + r1;
        }
    }
}
