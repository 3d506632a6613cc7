package org.larmor.recon.classic;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ReconImage;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.FrameSurvey;
import org.larmor.recon.kspace.KspaceGrid;
import org.larmor.scan.Recipe;

/**
 * A frame whose readouts lie on the grid.
 *
 * @param grid valid until the next frame is gridded
 * @param whitening complex pairs [channel][channel], null for none
 * @param warnings so far; more may be added
 */
public record GriddedFrame(
        FrameInput input,
        FrameSurvey survey,
        FrameLayout layout,
        KspaceGrid grid,
        float @Nullable [] whitening,
        List<String> warnings) {

    /** Whether every partition has the same lines, so that partitions can be told apart before anything else. */
    public boolean separable() {
        for (int z = 1; z < layout.z().encoded(); z++) {
            for (int y = 0; y < layout.y().encoded(); y++) {
                if (grid.count(z, y) > 0 != grid.count(0, y) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Its image.
     *
     * @param pixels [z][y][x]
     */
    public ReconImage image(float[] pixels, Recipe done, boolean fallback) {
        return new ReconImage(
                1,
                layout.z().recon(),
                layout.y().recon(),
                layout.x().recon(),
                pixels,
                survey.center(),
                done,
                fallback,
                List.copyOf(warnings));
    }
}
