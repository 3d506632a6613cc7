package org.larmor.jssl.eval;

import org.larmor.recon.quality.ImageQuality;

/**
 * One method on one slice, compared with the root sum of squares of all its k-space: no scale fit, the truth's maximum as
 * range.
 *
 * @param sampling how the slice was subsampled, {@code 4x}
 * @param slice its file's name and number
 * @param seconds that the image took
 */
public record Score(
        String method, String sampling, String slice, double ssim, double psnr, double nmse, double seconds) {
    static Score of(String method, SubsampledSlice slice, ImageQuality quality, double seconds) {
        return new Score(
                method,
                slice.sampling(),
                slice.ref().key(),
                quality.ssim(),
                quality.psnr(),
                quality.nmse(),
                seconds);
    }
}
