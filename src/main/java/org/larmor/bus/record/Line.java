package org.larmor.bus.record;

/**
 * One imaging readout, as the router sees it.
 *
 * @param step1 {@code kspace_encode_step_1}
 * @param step2 {@code kspace_encode_step_2}
 * @param last which LAST flags it carries, of {@link #LAST_IN_SLICE} and its like, or 0
 */
public record Line(int step1, int step2, int average, int segment, int last) {
    /** The readout ends its frame. */
    public static final int LAST_IN_SLICE = 1;
    /** The readout ends every frame of its repetition. */
    public static final int LAST_IN_REPETITION = 2;
    /** The readout ends every frame of the scan. */
    public static final int LAST_IN_MEASUREMENT = 4;
    /** The readout calibrates too (flag 21). */
    public static final int CALIBRATES = 8;
}
