package org.larmor.nn;

import ai.djl.ndarray.NDArray;

/**
 * What a network reconstructs from. The arrays stay the caller's.
 *
 * @param kspace complex [batch, coil, H, W], zero where the mask is
 * @param mask float 0/1, broadcastable to the k-space: [batch, 1, H, W], or [batch, 1, 1, W] for columns, whose data
 *     consistency is cheaper
 * @param maps the coil sensitivities, complex [batch, coil, H, W]
 */
public record Measurement(NDArray kspace, NDArray mask, NDArray maps) {
    public Measurement withMaps(NDArray other) {
        return new Measurement(kspace, mask, other);
    }
}
