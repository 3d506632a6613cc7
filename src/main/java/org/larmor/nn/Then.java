package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/** Applies the next layer and lets its input go. */
final class Then {
    private Then() {}

    static NDArray then(NDArray x, UnaryOperator<NDArray> next) {
        try (x) {
            return next.apply(x);
        }
    }
}
