package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Complex arrays from the heap. */
final class Complex {
    private Complex() {}

    /** @param pairs (re, im) interleaved, row-major */
    static NDArray of(NDManager manager, float[] pairs, Shape shape) {
        try (NDArray real = manager.create(pairs, shape.add(2))) {
            return real.complex();
        }
    }
}
