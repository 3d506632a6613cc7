package org.larmor.scan;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.larmor.mrd.FrameKey;

/**
 * What becomes of a frame.
 *
 * @param recipe what it is reconstructed with
 * @param calibration the frame whose calibration readouts its coil maps are made from; empty where none are needed
 * @param companions other frames whose lines complete the centre for the coil maps, nearest first
 * @param more whether frames still to come may bring lines that are missing for the coil maps
 * @param marks of the image
 * @param warnings for the scanner
 * @param refusal why it cannot be reconstructed rightly; then nothing else counts
 */
public record FramePlan(
        Recipe recipe,
        Optional<FrameKey> calibration,
        List<FrameKey> companions,
        boolean more,
        Set<Mark> marks,
        List<String> warnings,
        Optional<String> refusal) {
    public FramePlan {
        companions = List.copyOf(companions);
        marks = Set.copyOf(marks);
        warnings = List.copyOf(warnings);
    }
}
