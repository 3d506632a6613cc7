package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * Puts the measured k-space back where it was measured: k = y + (1 − M)·prediction, 0 in the padding, and, for
 * self-supervision, only Λ of it. The factors are computed once and serve every step's prediction.
 */
public final class Projection implements AutoCloseable {
    private final NDArray measured;
    private final NDArray weights;

    /**
     * @param padding 1 where k-space was never measured, broadcastable to it
     * @param lossMask Λ, or its weights, broadcastable to k-space
     */
    public Projection(Measurement input, Optional<NDArray> padding, Optional<NDArray> lossMask) {
        NDArray open = input.mask().neg().addi(1);
        NDArray kept = input.kspace();
        NDArray inside = padding.map(p -> p.neg().addi(1)).orElse(null);
        for (NDArray factor : new NDArray[] {inside, lossMask.orElse(null)}) {
            if (factor != null) {
                try (NDArray before = open) {
                    open = before.mul(factor);
                }
                NDArray multiplied = kept.mul(factor);
                if (kept != input.kspace()) {
                    kept.close();
                }
                kept = multiplied;
            }
        }
        if (inside != null) {
            inside.close();
        }
        measured = kept == input.kspace() ? kept.reshape(kept.getShape()) : kept;
        weights = open;
    }

    /** Without self-supervision, as for inference. */
    public Projection(Measurement input, Optional<NDArray> padding) {
        this(input, padding, Optional.empty());
    }

    /** Complex [batch, coil, H, W] to the same. */
    public NDArray apply(NDArray prediction) {
        try (NDArray kept = prediction.mul(weights)) {
            return kept.add(measured);
        }
    }

    @Override
    public void close() {
        measured.close();
        weights.close();
    }
}
