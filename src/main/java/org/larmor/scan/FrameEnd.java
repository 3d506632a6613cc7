package org.larmor.scan;

import java.util.Optional;

/**
 * How a frame ended.
 *
 * @param brokenOff why it ended although nothing said that it was complete; empty where it ended as it should
 * @param last whether nothing more will come of its scan, so that nothing may be waited for
 */
public record FrameEnd(Optional<String> brokenOff, boolean last) {
    /** By its lines, or by a flag. */
    public static final FrameEnd COMPLETE = new FrameEnd(Optional.empty(), false);

    /** With its scan, which was closed. */
    public static final FrameEnd SCAN_CLOSED = new FrameEnd(Optional.empty(), true);

    /** With its scan, which was not. */
    public static final FrameEnd SCAN_ABORTED = new FrameEnd(Optional.of("its scan broke off"), true);

    /** The scan has been silent for too long. */
    public static final FrameEnd TIMED_OUT = new FrameEnd(Optional.of("its scan fell silent"), true);

    /** The same for a frame that had ended as it should before. */
    public FrameEnd well() {
        return new FrameEnd(Optional.empty(), last);
    }
}
