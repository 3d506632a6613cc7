package org.larmor.recon;

import java.util.List;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.scan.Recipe;

/**
 * A reconstructed image volume.
 *
 * @param channels 1 for combined images
 * @param pixels f32 magnitude [channel][z][y = phase encoding][x = readout]
 * @param center the readout nearest the centre of k-space, whose geometry, time stamps and counters the image takes over
 * @param recipe what was really done
 * @param fallback whether that is less than was asked for
 * @param warnings for the scanner, in plain words
 */
public record ReconImage(
        int channels,
        int z,
        int y,
        int x,
        float[] pixels,
        AcquisitionHeader center,
        Recipe recipe,
        boolean fallback,
        List<String> warnings) {

    /** The same image as what was not asked for, with these warnings instead of its own. */
    public ReconImage fallback(List<String> others) {
        return new ReconImage(channels, z, y, x, pixels, center, recipe, true, List.copyOf(others));
    }
}
