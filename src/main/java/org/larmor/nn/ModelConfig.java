package org.larmor.nn;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A whole model: the network, the way its first coil maps are made, and the U-Net that refines them, if there is one.
 * Its parameters are named {@code model.…} and {@code sensitivity_model.…}, as the reference implementation names them.
 */
public record ModelConfig(
        NetworkConfig network,
        @JsonProperty("maps") CoilMapping maps,
        @JsonProperty("sensitivity") @JsonInclude(JsonInclude.Include.NON_NULL) UnetConfig sensitivityOrNull) {
    /** With maps as the reference implementation makes them. */
    public ModelConfig(NetworkConfig network, Optional<UnetConfig> sensitivity) {
        this(network, CoilMapping.ACS, sensitivity.orElse(null));
    }

    public Optional<UnetConfig> sensitivity() {
        return Optional.ofNullable(sensitivityOrNull);
    }

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

    public ModelConfig withMaps(CoilMapping other) {
        return new ModelConfig(network, other, sensitivityOrNull);
    }

    /** The least height and width of images that the U-Nets can halve as often as they do. */
    public int leastSide() {
        return 2 << Math.max(unet().pools(), sensitivity().map(UnetConfig::pools).orElse(0));
    }

    /** The network's own U-Net, or each of them. */
    UnetConfig unet() {
        return switch (network) {
            case VsharpConfig vsharp -> vsharp.denoiser();
            case ResidualVsharpConfig vsharp -> vsharp.denoiser();
            case VarNetConfig varnet -> varnet.regularizer();
            case UnetBaselineConfig baseline -> baseline.unet();
        };
    }
}
