package org.larmor.scan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.larmor.mrd.FrameKey;

/** Which frame's calibration readouts (flag 20) a frame's coil maps are made from. */
final class CalibrationChoice {
    private CalibrationChoice() {}

    /**
     * The frame's own, else those of its slot's first repetition that has any, else of the first frame of its encoding
     * space and slice, else of the first frame of that slice in another encoding space, as converters write a reference
     * scan with a matrix of its own.
     *
     * @param calibrated the frames of the slice that have any
     */
    static Optional<FrameKey> of(FrameKey frame, List<FrameKey> calibrated) {
        return calibrated.stream()
                .filter(other -> other.slice() == frame.slice())
                .min(Comparator.comparing((FrameKey other) -> !other.equals(frame))
                        .thenComparing(other -> !other.slot().equals(frame.slot()))
                        .thenComparing(other -> other.encodingSpace() != frame.encodingSpace())
                        .thenComparing(Comparator.naturalOrder()));
    }
}
