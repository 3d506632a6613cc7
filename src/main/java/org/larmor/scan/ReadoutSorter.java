package org.larmor.scan;

import org.larmor.mrd.ReadoutRole;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/** Sorts a scan's readouts, in the order in which they were acquired, by what they are for. */
public final class ReadoutSorter {
    /** What a readout is for. */
    public enum Kind {
        IMAGING,
        /** For coil maps alone (flag 20). */
        CALIBRATION,
        NOISE,
        /** Makes no image: navigators, corrections, and noise that comes too late. */
        OTHER
    }

    /** What whoever sent the scan is told of {@link #lateNoise}. */
    public static final String LATE_NOISE =
            "WRN noise data behind the first imaging readout are not used: not whitened by them";

    private boolean corrected;
    private boolean imaging;
    private boolean noise;
    private boolean lateNoise;

    /** What the next readout is for. */
    public Kind sort(AcquisitionHeader header) {
        corrected |= header.has(AcquisitionFlag.IS_PHASECORR_DATA);
        return switch (ReadoutRole.of(header)) {
            case NOISE -> {
                if (imaging) {
                    // frames before it were not whitened, and a series must not change its scale
                    lateNoise = true;
                    yield Kind.OTHER;
                }
                noise = true;
                yield Kind.NOISE;
            }
            case OTHER -> Kind.OTHER;
            case CALIBRATION -> Kind.CALIBRATION;
            case IMAGING, CALIBRATION_AND_IMAGING -> {
                imaging = true;
                yield Kind.IMAGING;
            }
        };
    }

    /** The line of the readout sorted last. */
    public Line line(AcquisitionHeader header) {
        return Line.of(header, corrected);
    }

    /** Whether imaging readouts have come. */
    public boolean imaging() {
        return imaging;
    }

    /** Whether noise readouts have come in time. */
    public boolean noise() {
        return noise;
    }

    /** Whether noise readouts have come behind imaging ones, which are not used: {@link #LATE_NOISE} says so. */
    public boolean lateNoise() {
        return lateNoise;
    }
}
