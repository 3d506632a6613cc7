package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ReconImage;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.engine.NativeThreads;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.FrameSurvey;
import org.larmor.recon.kspace.KspaceGrid;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Recipe;

/**
 * A frame whose readouts were checked and lie on the grid, and what whitens them. Valid until the next frame is prepared.
 *
 * @param whitening complex pairs [channel][channel], null for none
 * @param warnings so far; more may be added
 */
public record PreparedFrame(
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

    /** 1 for each line that was sampled, 0 for others, centred. */
    public float[] lines() {
        float[] lines = new float[layout.y().encoded()];
        for (int y = 0; y < lines.length; y++) {
            lines[y] = grid.count(0, y) > 0 ? 1 : 0;
        }
        return lines;
    }

    /**
     * Channels {@code from} to {@code to} (exclusive), not whitened, in hybrid space: image along readout and
     * partitions, k-space along the phase encoding.
     *
     * @return complex64 [channel][z][readout][phase], centred; {@link #scale} times it is an orthonormal transform's
     */
    public NDArray hybrid(NDManager manager, int from, int to) {
        return ReadoutTransform.hybrid(manager, grid, from, to);
    }

    /** What {@link #hybrid} is to be multiplied by. */
    public double scale() {
        return ReadoutTransform.scale(layout);
    }

    /** All channels in hybrid space, whitened where there is noise data: complex64 [channel][z][readout][phase]. */
    public NDArray whitened(NDManager manager) {
        return mixed(manager, whitening, layout.channels());
    }

    /** The slices, in the order of z, with the coils as the maps have them. Their arrays belong to {@code manager}. */
    public List<PreparedSlice> slices(NDManager manager, CoilMaps maps) {
        float[] lines = lines();
        List<PreparedSlice> slices = new ArrayList<>();
        try (NDArray hybrid = mixed(manager, mixing(maps), maps.virtual())) {
            for (int z = 0; z < maps.z(); z++) {
                slices.add(PreparedSlice.ofHybrid(hybrid.get(":, " + z), lines, maps, z));
            }
        }
        return slices;
    }

    /**
     * Its image.
     *
     * @param pixels [z][y][x]
     * @throws ReconException where they are not all finite: samples of absurd size overflow on the way
     */
    public ReconImage image(float[] pixels, Recipe done, boolean fallback) throws ReconException {
        for (float pixel : pixels) {
            if (!Float.isFinite(pixel)) {
                throw new ReconException("the image has pixels that are not finite numbers: samples are too large");
            }
        }
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

    /** Whitening and compression in one, null where there is neither. */
    private float @Nullable [] mixing(CoilMaps maps) {
        if (maps.virtual() == maps.channels()) {
            return whitening;
        }
        return whitening == null
                ? maps.compression()
                : Complex.product(maps.virtual(), maps.channels(), maps.compression(), whitening);
    }

    private NDArray mixed(NDManager manager, float @Nullable [] matrix, int rows) {
        return NativeThreads.wide(() -> mix(manager, matrix, rows));
    }

    private NDArray mix(NDManager manager, float @Nullable [] matrix, int rows) {
        int channels = layout.channels();
        try (NDArray hybrid = hybrid(manager, 0, channels)) {
            if (matrix == null) {
                return hybrid.mul((float) scale());
            }
            long[] shape = hybrid.getShape().getShape().clone();
            shape[0] = rows;
            try (NDArray mixing = Complex.of(manager, matrix, new Shape(rows, channels));
                    NDArray scaled = mixing.mul((float) scale());
                    NDArray flat = hybrid.reshape(channels, -1);
                    NDArray mixed = scaled.matMul(flat)) {
                return mixed.reshape(new Shape(shape));
            }
        }
    }
}
