package org.larmor.adapt.gate;

import org.jspecify.annotations.Nullable;

/**
 * One criterion, and what was found.
 *
 * @param criterion in words
 * @param against null where the challenger is not compared
 * @param stratum what it was measured on, in words
 * @param units of which it was measured
 * @param mean of the difference over units; above zero the challenger is better
 * @param lower its lower bound; null where too few units give none
 * @param p of the sign-flip test, null where it is not asked
 * @param limit what {@code lower}, or what is said of each unit, has to lie above
 */
public record Finding(
        String criterion,
        @Nullable Party against,
        String stratum,
        int units,
        @Nullable Double mean,
        @Nullable Double lower,
        @Nullable Double p,
        double limit,
        Outcome outcome,
        String words) {
    /** What it comes to. */
    public enum Outcome {
        MET,
        FAILED,
        /** There is too little to say. */
        OPEN
    }
}
