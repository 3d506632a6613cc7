package org.larmor.nn;

import java.util.Optional;

/**
 * A whole model: the network, and the U-Net that refines the coil maps, if there is one. Its parameters are named
 * {@code model.…} and {@code sensitivity_model.…}, as the reference implementation names them.
 */
public record ModelConfig(NetworkConfig network, Optional<UnetConfig> sensitivity) {
    /** vSHARP as in the tiny preset of the comparisons. */
    public static ModelConfig tiny() {
        return vsharp(VsharpConfig.of(4, 4, 16, 3));
    }

    /** vSHARP as in the paper. */
    public static ModelConfig paper() {
        return vsharp(VsharpConfig.of(12, 10, 32, 4));
    }

    /** With the usual refiner: 16 filters, 4 levels. */
    public static ModelConfig vsharp(VsharpConfig vsharp) {
        return new ModelConfig(vsharp, Optional.of(new UnetConfig(2, 2, 16, 4, false)));
    }

    public ModelConfig withNetwork(NetworkConfig other) {
        return new ModelConfig(other, sensitivity);
    }
}
