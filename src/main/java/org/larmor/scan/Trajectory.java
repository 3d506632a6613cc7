package org.larmor.scan;

import java.util.Optional;
import org.larmor.mrd.header.Encoding;

/**
 * Where an encoding's samples lie in k-space.
 *
 * @param name as the header writes it, in lower case
 */
public record Trajectory(String name) {
    private static final String CARTESIAN = "cartesian";
    private static final String EPI = "epi";

    public static Trajectory of(Encoding encoding) {
        return new Trajectory(encoding.trajectory());
    }

    /** Whether samples lie on the grid. */
    public boolean gridded() {
        return name.equals(CARTESIAN) || name.equals(EPI);
    }

    /**
     * Why frames of it cannot be reconstructed rightly, empty where they can.
     *
     * @param lines of the frame
     */
    public Optional<String> refusal(FrameLines lines) {
        if (name.equals(EPI)) {
            return Optional.of("the trajectory 'epi' needs a phase correction that is not there yet");
        }
        if (!gridded()) {
            return Optional.of("the trajectory '" + name + "' is not Cartesian and cannot be reconstructed here");
        }
        return lines.has(Line.ECHO_TRAIN)
                ? Optional.of("reversed lines beside phase-correction lines are an echo train's (EPI), which needs a phase"
                        + " correction that is not there yet")
                : Optional.empty();
    }
}
