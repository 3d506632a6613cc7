package org.larmor.mrd.wire;

/** The flags of an acquisition; flag N of the specification is bit N−1. */
public enum AcquisitionFlag {
    FIRST_IN_ENCODE_STEP_1(1),
    LAST_IN_ENCODE_STEP_1(2),
    FIRST_IN_ENCODE_STEP_2(3),
    LAST_IN_ENCODE_STEP_2(4),
    FIRST_IN_AVERAGE(5),
    LAST_IN_AVERAGE(6),
    FIRST_IN_SLICE(7),
    LAST_IN_SLICE(8),
    FIRST_IN_CONTRAST(9),
    LAST_IN_CONTRAST(10),
    FIRST_IN_PHASE(11),
    LAST_IN_PHASE(12),
    FIRST_IN_REPETITION(13),
    LAST_IN_REPETITION(14),
    FIRST_IN_SET(15),
    LAST_IN_SET(16),
    FIRST_IN_SEGMENT(17),
    LAST_IN_SEGMENT(18),
    IS_NOISE_MEASUREMENT(19),
    IS_PARALLEL_CALIBRATION(20),
    IS_PARALLEL_CALIBRATION_AND_IMAGING(21),
    IS_REVERSE(22),
    IS_NAVIGATION_DATA(23),
    IS_PHASECORR_DATA(24),
    LAST_IN_MEASUREMENT(25),
    IS_HPFEEDBACK_DATA(26),
    IS_DUMMYSCAN_DATA(27),
    IS_RTFEEDBACK_DATA(28),
    IS_SURFACECOILCORRECTIONSCAN_DATA(29),
    IS_PHASE_STABILIZATION_REFERENCE(30),
    IS_PHASE_STABILIZATION(31),
    COMPRESSION1(53),
    COMPRESSION2(54),
    COMPRESSION3(55),
    COMPRESSION4(56);

    private final long mask;

    AcquisitionFlag(int number) {
        this.mask = 1L << (number - 1);
    }

    public long mask() {
        return mask;
    }
}
