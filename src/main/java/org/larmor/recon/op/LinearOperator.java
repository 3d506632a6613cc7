package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;

/** A linear map between complex arrays with its adjoint: ⟨A x, y⟩ = ⟨x, A* y⟩. */
public interface LinearOperator {
    NDArray forward(NDArray x);

    NDArray adjoint(NDArray y);
}
