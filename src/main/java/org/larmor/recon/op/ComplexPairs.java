package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Differentiable conversions between float32 [..., 2] (re, im) and complex64 [...]. The engine's own
 * {@code NDArray.complex()} has no gradient; multiplying by constants has.
 */
public final class ComplexPairs {
    private final NDArray one;
    private final NDArray i;

    public ComplexPairs(NDManager manager) {
        one = constant(manager, 1, 0);
        i = constant(manager, 0, 1);
    }

    /** Real and imaginary parts, float32 of one shape, to complex64. */
    public NDArray complex(NDArray re, NDArray im) {
        try (NDArray real = re.mul(one);
                NDArray imaginary = im.mul(i)) {
            return real.add(imaginary);
        }
    }

    /** complex64 [...] to float32 [..., 2]. */
    public static NDArray toPairs(NDArray complex) {
        return complex.real();
    }

    private static NDArray constant(NDManager manager, float re, float im) {
        try (NDArray pair = manager.create(new float[] {re, im}, new Shape(2))) {
            return pair.complex();
        }
    }
}
