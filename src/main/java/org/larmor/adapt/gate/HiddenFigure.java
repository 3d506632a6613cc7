package org.larmor.adapt.gate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one held-out sample.
 *
 * @param unit the hash of its patient, where the scanner has named one, else the scan
 * @param sample its id
 * @param by how each contender tells the sample's hidden columns; null where what it says is not finite
 */
public record HiddenFigure(String unit, String sample, Acquisition acquisition, Map<Party, @Nullable Told> by) {
    /**
     * The hidden columns, told from the others.
     *
     * @param logError logarithm of the error
     * @param seconds that it took
     */
    public record Told(double logError, double seconds) {}
}
