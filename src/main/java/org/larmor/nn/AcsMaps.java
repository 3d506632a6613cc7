package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.larmor.recon.op.Fourier;

/**
 * First coil sensitivities from the fully sampled central columns: their images, smoothed by a Gaussian window over the
 * phase-encoding axis, divided by the images' root sum of squares.
 */
public final class AcsMaps {
    /** The usual width of the window over [−1, 1]. */
    public static final double SIGMA = 0.7;

    private AcsMaps() {}

    /**
     * @param kspace complex [batch, coil, H, W]: what was <em>acquired</em>. Columns of {@code acs} that were not
     *     acquired must be zero in it, or the maps would see what the scanner did not
     * @param acs 0/1, broadcastable to the k-space
     * @param sigma the window's width; infinite for none
     * @return complex [batch, coil, H, W], 0 where all coils are
     */
    public static NDArray estimate(Fourier fourier, NDArray kspace, NDArray acs, double sigma) {
        int width = (int) kspace.getShape().get(3);
        try (NDArray window = window(kspace.getManager(), width, sigma);
                NDArray weights = acs.mul(window);
                NDArray centre = kspace.mul(weights);
                NDArray images = fourier.adjoint(centre)) {
            return SensitivityRefiner.normalize(images);
        }
    }

    private static NDArray window(NDManager manager, int width, double sigma) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            double at = width == 1 ? -1 : -1 + 2.0 * i / (width - 1);
            values[i] = (float) Math.exp(-(at / sigma) * (at / sigma));
        }
        return manager.create(values, new Shape(width));
    }
}
