package org.larmor.sim;

import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/** Which acquisitions images are made from. */
final class Imaging {
    private static final long NOT_IMAGING = AcquisitionFlag.IS_NOISE_MEASUREMENT.mask()
            | AcquisitionFlag.IS_NAVIGATION_DATA.mask()
            | AcquisitionFlag.IS_PHASECORR_DATA.mask()
            | AcquisitionFlag.IS_HPFEEDBACK_DATA.mask()
            | AcquisitionFlag.IS_DUMMYSCAN_DATA.mask()
            | AcquisitionFlag.IS_RTFEEDBACK_DATA.mask()
            | AcquisitionFlag.IS_SURFACECOILCORRECTIONSCAN_DATA.mask();

    private Imaging() {}

    /** Calibration-only lines count, since they belong to their frame's acquisition. */
    static boolean isImaging(AcquisitionHeader header) {
        return (header.flags() & NOT_IMAGING) == 0;
    }
}
