package org.larmor.adapt.gate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the challenger takes, as multiples of what the champion does.
 *
 * @param seconds the median over all that both were measured on, each in turn; null where that is
 *     too little to tell more than chance
 * @param parameters of its network
 */
public record Costs(@Nullable Double seconds, double parameters) {
    private static final int FEWEST = 8;

    /** @param ratios of the two times on the same data */
    public static Costs of(double[] ratios, double parameters) {
        double[] sorted = ratios.clone();
        Arrays.sort(sorted);
        return new Costs(
                sorted.length < FEWEST ? null : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2,
                parameters);
    }
}
