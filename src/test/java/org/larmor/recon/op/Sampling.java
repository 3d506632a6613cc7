package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;

/** The sampling mask M on k-space: real (0 or 1, or weights), float32, broadcastable to it; its own adjoint. */
public final class Sampling implements LinearOperator {
    private final NDArray mask;

    /** @param mask stays the caller's */
    public Sampling(NDArray mask) {
        this.mask = mask;
    }

    @Override
    public NDArray forward(NDArray x) {
        return x.mul(mask);
    }

    @Override
    public NDArray adjoint(NDArray y) {
        return y.mul(mask);
    }
}
