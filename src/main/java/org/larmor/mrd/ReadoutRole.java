package org.larmor.mrd;

import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/** What a readout is for, by its flags. */
public enum ReadoutRole {
    IMAGING,
    /** Flag 20: for coil maps, never in the image. */
    CALIBRATION,
    /** Flag 21. */
    CALIBRATION_AND_IMAGING,
    NOISE,
    /** Navigators, phase correction, feedback, dummies, surface-coil correction, phase stabilisation. */
    OTHER;

    private static final long NOT_IMAGING = AcquisitionFlag.IS_NAVIGATION_DATA.mask()
            | AcquisitionFlag.IS_PHASECORR_DATA.mask()
            | AcquisitionFlag.IS_HPFEEDBACK_DATA.mask()
            | AcquisitionFlag.IS_DUMMYSCAN_DATA.mask()
            | AcquisitionFlag.IS_RTFEEDBACK_DATA.mask()
            | AcquisitionFlag.IS_SURFACECOILCORRECTIONSCAN_DATA.mask()
            | AcquisitionFlag.IS_PHASE_STABILIZATION_REFERENCE.mask()
            | AcquisitionFlag.IS_PHASE_STABILIZATION.mask();

    public static ReadoutRole of(AcquisitionHeader header) {
        return of(header.flags());
    }

    /** @param flags an acquisition's */
    public static ReadoutRole of(long flags) {
        if ((flags & AcquisitionFlag.IS_NOISE_MEASUREMENT.mask()) != 0) {
            return NOISE;
        }
        if ((flags & NOT_IMAGING) != 0) {
            return OTHER;
        }
        if ((flags & AcquisitionFlag.IS_PARALLEL_CALIBRATION_AND_IMAGING.mask()) != 0) {
            return CALIBRATION_AND_IMAGING;
        }
        return (flags & AcquisitionFlag.IS_PARALLEL_CALIBRATION.mask()) != 0 ? CALIBRATION : IMAGING;
    }

    public boolean imaging() {
        return this == IMAGING || this == CALIBRATION_AND_IMAGING;
    }

    public boolean calibrating() {
        return this == CALIBRATION || this == CALIBRATION_AND_IMAGING;
    }
}
