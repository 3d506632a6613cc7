package org.larmor.scan;

import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/**
 * One readout as the rules see it: its encoding counters, each an unsigned 16-bit number, and what its flags say.
 *
 * @param step1 {@code kspace_encode_step_1}
 * @param step2 {@code kspace_encode_step_2}
 * @param marks of {@link #LAST_IN_SLICE} and its like, or 0; they fit into a byte
 */
public record Line(int step1, int step2, int average, int segment, int marks) {
    /** The readout ends its frame. */
    public static final int LAST_IN_SLICE = 1;
    /** The readout ends every frame of its repetition. */
    public static final int LAST_IN_REPETITION = 2;
    /** The readout ends every frame of the scan. */
    public static final int LAST_IN_MEASUREMENT = 4;
    /** The readout calibrates too (flag 21). */
    public static final int CALIBRATES = 8;
    /** The readout was acquired in reverse, in a scan that acquired lines to correct its phase: an echo train's (EPI). */
    public static final int ECHO_TRAIN = 16;

    /** All marks that end something. */
    static final int LAST = LAST_IN_SLICE | LAST_IN_REPETITION | LAST_IN_MEASUREMENT;

    /**
     * The line of a readout.
     *
     * @param corrected whether the scan has acquired phase-correction lines (flag 24) before it
     */
    public static Line of(AcquisitionHeader header, boolean corrected) {
        int marks = 0;
        marks |= header.has(AcquisitionFlag.LAST_IN_SLICE) ? LAST_IN_SLICE : 0;
        marks |= header.has(AcquisitionFlag.LAST_IN_REPETITION) ? LAST_IN_REPETITION : 0;
        marks |= header.has(AcquisitionFlag.LAST_IN_MEASUREMENT) ? LAST_IN_MEASUREMENT : 0;
        marks |= header.has(AcquisitionFlag.IS_PARALLEL_CALIBRATION_AND_IMAGING) ? CALIBRATES : 0;
        marks |= corrected && header.has(AcquisitionFlag.IS_REVERSE) ? ECHO_TRAIN : 0;
        return new Line(
                header.kspaceEncodeStep1(), header.kspaceEncodeStep2(), header.average(), header.segment(), marks);
    }

    /** Whether it ends its frame, or more. */
    public boolean last() {
        return (marks & LAST) != 0;
    }

    /** Whether it carries a mark. */
    public boolean has(int mark) {
        return (marks & mark) != 0;
    }
}
