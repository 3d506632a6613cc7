package org.larmor.scan;

/** How a frame's lines were chosen, as far as the lines themselves and the header tell. */
public sealed interface Sampling {
    /** Every line of the limits. */
    record Full() implements Sampling {}

    /**
     * Every n-th line, and the calibration lines around the centre.
     *
     * @param factor n, at least 2
     */
    record Lattice(int factor) implements Sampling {}

    /**
     * Full, or a lattice, of which lines are missing that were due.
     *
     * @param missing lines; of one partition where every partition lacks the same, else over all of them
     * @param due lines there should be, counted likewise
     * @param gap the longest run of lines along step 1 of which none came; 0 where the partitions of a volume differ
     * @param centre whether the line at the centre of k-space is among the missing
     * @param alike whether every partition lacks the same lines
     */
    record Lost(int missing, int due, int gap, boolean centre, boolean alike) implements Sampling {}

    /**
     * Chosen otherwise: at random, by variable density. Which lines are due is not known.
     *
     * @param gap the longest run of lines along step 1 of which none came; 0 where lines are not counted
     */
    record Irregular(int gap) implements Sampling {}

    /** A volume without the corners of k-space: nothing of it is missing. */
    record Shutter() implements Sampling {}

    /** A volume undersampled along step 2, by itself or together with step 1. */
    record AlongStep2() implements Sampling {}

    /** Whether it is known which lines are due, so that no flag ends the frame before they are there. */
    default boolean dueKnown() {
        return switch (this) {
            case Full full -> true;
            case Lattice lattice -> true;
            case Lost lost -> true;
            case Irregular irregular -> false;
            case Shutter shutter -> false;
            case AlongStep2 alongStep2 -> false;
        };
    }

    /** Whether there is nothing to unfold. */
    default boolean whole() {
        return this instanceof Full || this instanceof Shutter;
    }
}
