package org.larmor.router;

import java.util.List;

/**
 * What became of a frame; there is none while nothing has.
 *
 * @param held whether it is complete and waits for other frames' lines for its coil maps
 * @param flagged whether a flag ended it too early
 * @param ended whether it ever ended as it should, by a flag, by the count of its lines or with its scan
 * @param decisions what was decided of it, once for each revision
 */
record FrameCourse(boolean held, boolean flagged, boolean ended, List<Decision> decisions) implements FrameEntry {
    static final FrameCourse NONE = new FrameCourse(false, false, false, List.of());

    FrameCourse {
        decisions = List.copyOf(decisions);
    }
}
