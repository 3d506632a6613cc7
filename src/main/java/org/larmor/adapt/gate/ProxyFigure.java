package org.larmor.adapt.gate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one proxy slice, subsampled in one way.
 *
 * @param set of the slice
 * @param unit the hash of its patient
 * @param slice its id
 * @param by what each contender's image is like; null where it is not finite
 * @param hidden logarithm of the challenger's error on acquired columns that were kept from it; null where it was not measured
 */
public record ProxyFigure(
        String set,
        String unit,
        String slice,
        Acquisition acquisition,
        Map<Party, @Nullable Quality> by,
        @Nullable Double hidden) {
    /**
     * An image against the truth, without scale fit.
     *
     * @param psnr dB, the truth's maximum as range
     * @param seconds that it took
     */
    public record Quality(double psnr, double ssim, double nmse, double seconds) {}
}
