package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;

/** The measurement A = M·F·S: image [..., y, x] to sampled multi-coil k-space [..., coil, y, x]. */
public final class SenseOperator implements LinearOperator {
    private final LinearOperator whole;

    public SenseOperator(Sampling sampling, LinearOperator fourier, Coils coils) {
        whole = sampling.after(fourier.after(coils));
    }

    @Override
    public NDArray forward(NDArray x) {
        return whole.forward(x);
    }

    @Override
    public NDArray adjoint(NDArray y) {
        return whole.adjoint(y);
    }
}
