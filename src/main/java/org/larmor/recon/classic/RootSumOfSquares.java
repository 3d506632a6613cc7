package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.KspaceGrid;

/** The root sum of squares over the coils of the zero-filled inverse FFT. */
final class RootSumOfSquares {
    /** Coil images worked on at once: about what the second-level cache holds. */
    private static final long CHUNK_BYTES = 8L << 20;

    private RootSumOfSquares() {}

    /**
     * @param whitening complex [channel][channel], null for none
     * @return magnitude, orthonormal scale, [z][y][x]
     */
    static float[] reconstruct(NDManager parent, KspaceGrid grid, @Nullable NDArray whitening) {
        FrameLayout layout = grid.layout();
        try (NDManager manager = parent.newSubManager()) {
            int channels = layout.channels();
            int step = Math.clamp(CHUNK_BYTES * channels / layout.bytes(), 1, channels);
            NDArray energy = null;
            NDArray whitened = whitening == null ? null : ReadoutTransform.mixedHybrid(manager, grid, whitening);
            for (int from = 0; from < channels; from += step) {
                int to = Math.min(channels, from + step);
                try (NDManager chunk = manager.newSubManager()) {
                    NDArray hybrid = whitened == null
                            ? ReadoutTransform.hybrid(chunk, grid, from, to)
                            : whitened.get(chunk, new NDIndex(from + ":" + to));
                    NDArray part = energy(chunk, hybrid, layout);
                    if (energy == null) {
                        energy = part;
                        part.attach(manager);
                    } else {
                        energy.addi(part);
                    }
                }
            }
            return Pixels.fromEnergy(energy, layout);
        }
    }

    /** |image|² summed over the coils, its parts from real and imaginary still apart: [z][x][y][2]. */
    private static NDArray energy(NDManager manager, NDArray hybrid, FrameLayout layout) {
        NDArray image = FftOrder.toRecon(hybrid.ifft(layout.y().encoded(), -1), -1, layout.y());
        image.attach(manager);
        return image.real().square().sum(new int[] {0});
    }
}
