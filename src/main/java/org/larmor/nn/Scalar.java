package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Multiplication by a number in recorded computations. DJL's own {@code mul(Number)} wraps Java memory in an array that
 * it closes at once, while the graph keeps the wrapped number for the way back: after a garbage collection the gradient
 * is computed with whatever lies there then. Here the engine owns the number.
 */
public final class Scalar {
    private Scalar() {}

    public static NDArray times(NDArray x, double factor) {
        try (NDArray java = x.getDataType() == DataType.FLOAT64
                        ? x.getManager().create(factor)
                        : x.getManager().create((float) factor);
                NDArray owned = java.duplicate()) {
            return x.mul(owned);
        }
    }
}
