package org.larmor.scan;

import java.util.List;
import java.util.Optional;
import org.larmor.mrd.FrameKey;

/** A scan's frames, as the rules for one of them see the others. */
public interface OtherFrames {
    /**
     * A frame of which readouts have come.
     *
     * @param settled whether no more lines of it are expected
     */
    record Known(FrameLines lines, boolean settled) {}

    Optional<Known> frame(FrameKey key);

    /**
     * The frames whose calibration readouts (flag 20) may serve a frame: itself where it has any, else those of its slice,
     * of whatever encoding space.
     */
    List<FrameKey> calibrated(FrameKey frame);

    /** The calibration readouts' lines that came with one of those. */
    FrameLines calibration(FrameKey key);
}
