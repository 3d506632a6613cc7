package org.larmor.recon.prepare;

import java.util.Arrays;

/** One number by which a slice's k-space is divided, so that all slices look alike to the network. */
public final class KspaceScale {
    /** The usual quantile. */
    public static final double QUANTILE = 0.995;

    private KspaceScale() {}

    /**
     * The k-th largest modulus, k = ⌊(1 − q)·n⌋ + 1, of what was measured, zeros included.
     *
     * @param pairs the masked k-space, all coils, (re, im) interleaved
     * @param coil number of values of one coil; coils that are zero throughout do not count
     */
    public static double of(float[] pairs, int coil, double quantile) {
        float[] moduli = new float[pairs.length / 2];
        int used = 0;
        for (int start = 0; start < moduli.length; start += coil) {
            boolean dead = true;
            for (int i = start; i < start + coil; i++) {
                double re = pairs[2 * i];
                double im = pairs[2 * i + 1];
                moduli[used + i - start] = (float) Math.sqrt(re * re + im * im);
                dead &= re == 0 && im == 0;
            }
            used += dead ? 0 : coil;
        }
        if (used == 0) {
            return 0;
        }
        int k = (int) ((1 - quantile) * used) + 1;
        int lit = 0;
        for (int i = 0; i < used; i++) {
            // most are zeros, which need no sorting; what is no number sorts as the largest
            if (moduli[i] != 0) {
                moduli[lit++] = moduli[i];
            }
        }
        Arrays.sort(moduli, 0, lit);
        return k <= lit ? moduli[lit - k] : 0;
    }
}
