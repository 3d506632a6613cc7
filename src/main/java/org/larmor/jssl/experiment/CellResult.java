package org.larmor.jssl.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.eval.Score;

/**
 * A finished cell.
 *
 * @param cell its name
 * @param contender its label
 * @param sampling the acceleration, {@code 4x}
 * @param seed null where nothing is drawn
 * @param decided checksum of what decided the figures: the plan's part, the slices, the starting model
 * @param steps that were trained
 * @param seconds that it took, training included; of the last part only where it was interrupted
 */
public record CellResult(
        String cell,
        String contender,
        String sampling,
        @Nullable Long seed,
        String decided,
        long steps,
        double seconds,
        List<Score> scores) {
    public CellResult {
        scores = List.copyOf(scores);
    }
}
