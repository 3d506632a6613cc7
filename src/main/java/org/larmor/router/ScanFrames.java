package org.larmor.router;

import java.util.List;
import java.util.Optional;
import org.larmor.mrd.FrameKey;

/** The frames of one scan, and the calibration that came with them. */
interface ScanFrames {
    Optional<FrameState> get(FrameKey frame);

    /** In order of {@link FrameKey}. */
    List<FrameState> all();

    /** Those of one repetition of an encoding space, in the same order. */
    List<FrameState> ofRepetition(int encodingSpace, int repetition);

    void put(FrameState frame);

    Optional<CalibrationState> calibration(FrameKey frame);

    /** The frames of a slice that calibration came with, of whatever encoding space. */
    List<FrameKey> calibrated(int slice);

    void put(CalibrationState calibration);
}
