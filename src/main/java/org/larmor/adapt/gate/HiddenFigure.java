package org.larmor.adapt.gate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one held-out sample.
 *
 * @param unit the hash of its patient, where the scanner has named one, else the scan
 * @param sample its id
 * @param by logarithm of each contender's error on the sample's hidden columns; null where it is not finite
 */
public record HiddenFigure(
        String unit, String sample, Acquisition acquisition, Map<Contender, @Nullable Double> by) {}
