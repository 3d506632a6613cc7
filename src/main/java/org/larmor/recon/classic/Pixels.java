package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.kspace.AxisPlan;
import org.larmor.recon.kspace.FrameLayout;

/** Turns results in FFT order [z][x][y] into centred pixels [z][y][x] of orthonormal scale. */
final class Pixels {
    private Pixels() {}

    /** @param energy float32 [z][x][y][2], squares of real and imaginary parts summed over the coils */
    static float[] fromEnergy(@Nullable NDArray energy, FrameLayout layout) {
        if (energy == null) {
            throw new IllegalArgumentException("no channel");
        }
        float[] parts = energy.toFloatArray();
        return centred(layout, orthonormal(layout), i -> (float) Math.sqrt(parts[2 * i] + parts[2 * i + 1]));
    }

    /**
     * @param image complex64 [z][x][y]
     * @param scale what magnitudes are multiplied by
     */
    static float[] fromImage(NDArray image, FrameLayout layout, double scale) {
        try (NDArray pairs = image.real()) {
            float[] parts = pairs.toFloatArray();
            return centred(layout, scale, i -> (float) Math.hypot(parts[2 * i], parts[2 * i + 1]));
        }
    }

    /** A magnitude by its index in FFT order. */
    private interface Magnitude {
        float at(int index);
    }

    /** From the engine's inverse transform, which divides by n, to the orthonormal one, which divides by √n. */
    static double orthonormal(FrameLayout layout) {
        return Math.sqrt(
                (double) layout.x().encoded() * layout.y().encoded() * layout.z().encoded());
    }

    private static float[] centred(FrameLayout layout, double scale, Magnitude magnitude) {
        int nx = layout.x().recon();
        int ny = layout.y().recon();
        int nz = layout.z().recon();
        float[] pixels = new float[nx * ny * nz];
        for (int z = 0; z < nz; z++) {
            int fromZ = AxisPlan.fftIndex(z - nz / 2, nz);
            for (int x = 0; x < nx; x++) {
                int column = (fromZ * nx + AxisPlan.fftIndex(x - nx / 2, nx)) * ny;
                for (int y = 0; y < ny; y++) {
                    int from = column + AxisPlan.fftIndex(y - ny / 2, ny);
                    pixels[(z * ny + y) * nx + x] = (float) scale * magnitude.at(from);
                }
            }
        }
        return pixels;
    }
}
