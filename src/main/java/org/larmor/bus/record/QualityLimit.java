package org.larmor.bus.record;

import org.jspecify.annotations.Nullable;

/**
 * How well a model told columns that were kept from it, where it was calibrated at one acceleration: split-conformal, over
 * patients, or scans where those are not known.
 *
 * @param acceleration net, to the nearest whole number
 * @param mostLogError the largest natural logarithm of Σ|prediction − y|² / Σ|y|² over kept-back columns, at most 0, where zeros
 *     would tell as much
 * @param units over so many; where it is below 0, another one like them lies below it with a probability of units / (units +
 *     1) at least
 * @param logRatio by how much the logarithm of the image's NMSE lay above that of the columns at most, by what follows; null
 *     where no truth was there
 * @param proxies over so many units with a truth
 * @param coverage of that bound: 0.9, or proxies / (proxies + 1) where that is less
 */
public record QualityLimit(
        int acceleration, double mostLogError, int units, @Nullable Double logRatio, int proxies, double coverage) {
    public QualityLimit {
        if (acceleration < 1 || units < 1 || !Double.isFinite(mostLogError)) {
            throw new IllegalArgumentException("a limit of " + mostLogError + " at " + acceleration + "x over " + units);
        }
    }
}
