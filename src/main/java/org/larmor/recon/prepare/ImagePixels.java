package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.larmor.recon.kspace.AxisPlan;
import org.larmor.recon.kspace.FrameLayout;

/** Turns images [readout][phase] into pixels [z][y = phase][x = readout] of the reconstructed matrix. */
public final class ImagePixels {
    private ImagePixels() {}

    /**
     * Magnitudes of a frame's slices.
     *
     * @param images complex64 [readout][phase] as the prepared slices' axes are, centred, one a slice
     */
    public static float[] of(List<NDArray> images, FrameLayout layout) {
        int nx = layout.x().recon();
        int ny = layout.y().recon();
        float[] pixels = new float[images.size() * nx * ny];
        for (int z = 0; z < images.size(); z++) {
            try (NDArray image = toRecon(images.get(z).mul(1f), layout);
                    NDArray pairs = image.real()) {
                turn(pairs.toFloatArray(), nx, ny, pixels, z);
            }
        }
        return pixels;
    }

    /**
     * The root of sums of squares.
     *
     * @param energy float32 [z][readout][phase][2] of the reconstructed matrix, squares of real and imaginary parts
     * @param scale what the roots are multiplied by
     */
    public static float[] ofEnergy(NDArray energy, FrameLayout layout, double scale) {
        int nx = layout.x().recon();
        int ny = layout.y().recon();
        float[] parts = energy.toFloatArray();
        float[] pixels = new float[parts.length / 2];
        for (int z = 0; z < pixels.length / nx / ny; z++) {
            for (int x = 0; x < nx; x++) {
                for (int y = 0; y < ny; y++) {
                    int from = 2 * ((z * nx + x) * ny + y);
                    pixels[(z * ny + y) * nx + x] = (float) (scale * Math.sqrt(parts[from] + parts[from + 1]));
                }
            }
        }
        return pixels;
    }

    /**
     * Coil images or images to the reconstructed matrix.
     *
     * @param image complex64 [..., readout, phase]; is closed, or is the result itself
     */
    public static NDArray toRecon(NDArray image, FrameLayout layout) {
        AxisPlan x = layout.x();
        NDArray phase = CentredAxis.toRecon(image, -1, layout.y());
        return CentredAxis.toRecon(phase, -2, new AxisPlan(layout.readout(), x.kept(), x.recon()));
    }

    private static void turn(float[] pairs, int nx, int ny, float[] pixels, int z) {
        for (int x = 0; x < nx; x++) {
            for (int y = 0; y < ny; y++) {
                int from = 2 * (x * ny + y);
                pixels[(z * ny + y) * nx + x] = (float) Math.hypot(pairs[from], pairs[from + 1]);
            }
        }
    }
}
