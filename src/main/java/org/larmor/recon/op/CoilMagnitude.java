package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;

/** √Σ_c|x_c|² of coil images, complex [batch, coil, H, W] to real [batch, H, W]. */
public final class CoilMagnitude {
    private CoilMagnitude() {}

    public static NDArray of(NDArray coilImages) {
        try (NDArray moduli = coilImages.abs();
                NDArray squares = moduli.square();
                NDArray sum = squares.sum(new int[] {1})) {
            return sum.sqrt();
        }
    }
}
