package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;

/** A linear map between complex arrays with its adjoint: ⟨A x, y⟩ = ⟨x, A* y⟩. */
public interface LinearOperator {
    NDArray forward(NDArray x);

    NDArray adjoint(NDArray y);

    /** This operator after {@code first}: x ↦ this(first(x)). */
    default LinearOperator after(LinearOperator first) {
        LinearOperator second = this;
        return new LinearOperator() {
            @Override
            public NDArray forward(NDArray x) {
                try (NDArray between = first.forward(x)) {
                    return second.forward(between);
                }
            }

            @Override
            public NDArray adjoint(NDArray y) {
                try (NDArray between = second.adjoint(y)) {
                    return first.adjoint(between);
                }
            }
        };
    }
}
