package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.op.AxisFourier;
import org.larmor.recon.prepare.ImagePixels;
import org.larmor.recon.prepare.PreparedFrame;

/** The root sum of squares over the coils of the zero-filled inverse FFT. */
final class RootSumOfSquares {
    /** Coil images worked on at once: about what the second-level cache holds. */
    private static final long CHUNK_BYTES = 8L << 20;

    private RootSumOfSquares() {}

    /** @return magnitude, orthonormal scale, [z][y][x] */
    static float[] reconstruct(NDManager parent, PreparedFrame frame) {
        FrameLayout layout = frame.layout();
        try (NDManager manager = parent.newSubManager()) {
            int channels = layout.channels();
            int step = Math.clamp(CHUNK_BYTES * channels / layout.bytes(), 1, channels);
            NDArray whitened = frame.whitening() == null ? null : frame.whitened(manager);
            AxisFourier alongPhase = new AxisFourier(manager, layout.y().encoded(), -1);
            NDArray energy = null;
            for (int from = 0; from < channels; from += step) {
                int to = Math.min(channels, from + step);
                try (NDManager chunk = manager.newSubManager()) {
                    NDArray hybrid = whitened == null
                            ? frame.hybrid(chunk, from, to)
                            : whitened.get(chunk, new NDIndex(from + ":" + to));
                    NDArray part = energy(chunk, hybrid, alongPhase, layout);
                    if (energy == null) {
                        energy = part;
                        part.attach(manager);
                    } else {
                        energy.addi(part);
                    }
                }
            }
            return pixels(energy, layout, whitened == null ? frame.scale() : 1);
        }
    }

    private static float[] pixels(@Nullable NDArray energy, FrameLayout layout, double scale) {
        if (energy == null) {
            throw new IllegalArgumentException("no channel");
        }
        return ImagePixels.ofEnergy(energy, layout, scale);
    }

    /** |image|² summed over the coils, its parts from real and imaginary still apart: [z][readout][phase][2]. */
    private static NDArray energy(NDManager manager, NDArray hybrid, AxisFourier alongPhase, FrameLayout layout) {
        boolean interpolated = layout.y().recon() != layout.y().kept();
        NDArray coils = interpolated ? alongPhase.adjoint(hybrid) : alongPhase.adjointUpToPhase(hybrid);
        NDArray image = ImagePixels.toRecon(coils, layout);
        image.attach(manager);
        return image.real().square().sum(new int[] {0});
    }
}
