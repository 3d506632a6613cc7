package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;

/** The measurement A = M·F·S: image [..., y, x] to sampled multi-coil k-space [..., coil, y, x]. */
public final class SenseOperator implements LinearOperator {
    private final Sampling sampling;
    private final LinearOperator fourier;
    private final Coils coils;

    public SenseOperator(Sampling sampling, LinearOperator fourier, Coils coils) {
        this.sampling = sampling;
        this.fourier = fourier;
        this.coils = coils;
    }

    @Override
    public NDArray forward(NDArray x) {
        return sampling.forward(fourier.forward(coils.forward(x)));
    }

    @Override
    public NDArray adjoint(NDArray y) {
        return coils.adjoint(fourier.adjoint(sampling.adjoint(y)));
    }
}
