package org.larmor.router;

import java.util.Set;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.Mark;

/**
 * What is planned for a frame, in words that router and offline reconstruction share.
 *
 * @param outcome the recipe's label, or {@code refused}
 * @param calibration the frame that its calibration readouts came with, empty where none are used
 * @param companions the frames whose lines complete its centre
 */
record PlannedFrame(
        FrameKey frame, String outcome, Set<FrameKey> calibration, Set<FrameKey> companions, Set<Mark> marks) {
    PlannedFrame {
        calibration = Set.copyOf(calibration);
        companions = Set.copyOf(companions);
        marks = Set.copyOf(marks);
    }

    static PlannedFrame planned(FrameKey frame, String outcome, Mark... marks) {
        return new PlannedFrame(frame, outcome, Set.of(), Set.of(), Set.of(marks));
    }

    static PlannedFrame refused(FrameKey frame) {
        return planned(frame, "refused");
    }

    PlannedFrame calibratedBy(FrameKey other) {
        return new PlannedFrame(frame, outcome, Set.of(other), companions, marks);
    }

    PlannedFrame with(Set<FrameKey> others) {
        return new PlannedFrame(frame, outcome, calibration, others, marks);
    }
}
