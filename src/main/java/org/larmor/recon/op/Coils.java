package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;

/**
 * The coils' sensitivities S: an image [..., y, x] becomes coil images S_c·x [..., coil, y, x]; the adjoint is
 * Σ_c conj(S_c)·y_c. The maps [..., coil, y, x] stay the caller's and may require gradients.
 */
public final class Coils implements LinearOperator {
    private final NDArray maps;

    public Coils(NDArray maps) {
        this.maps = maps;
    }

    /** Expands an image over the coils. */
    @Override
    public NDArray forward(NDArray x) {
        try (NDArray oneCoil = x.expandDims(x.getShape().dimension() - 2)) {
            return oneCoil.mul(maps);
        }
    }

    /** Reduces coil images to one. */
    @Override
    public NDArray adjoint(NDArray y) {
        try (NDArray conjugate = maps.conj();
                NDArray products = y.mul(conjugate)) {
            return products.sum(new int[] {y.getShape().dimension() - 3});
        }
    }
}
