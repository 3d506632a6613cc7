package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * Refines coil maps by a U-Net (2 to 2 channels) applied to every coil alike, then divides by √Σ|S|². A single coil is
 * only divided.
 */
public final class SensitivityRefiner {
    private final Unet unet;

    /** @param prefix what the parameters' names start with, a dot included, or empty */
    public SensitivityRefiner(String prefix, UnetConfig config) {
        if (config.in() != 2 || config.out() != 2 || config.normalized()) {
            throw new NnException("the sensitivity refiner is a plain U-Net from 2 to 2 channels, not " + config);
        }
        unet = new Unet(prefix, config);
    }

    public List<ParameterSpec> parameters() {
        return unet.parameters();
    }

    /** Complex [batch, coil, H, W] to the same. */
    public NDArray apply(Physics physics, Parameters p, NDArray maps) {
        Shape shape = maps.getShape();
        if (shape.get(1) == 1) {
            return normalize(maps);
        }
        try (NDArray coils = maps.reshape(shape.get(0) * shape.get(1), shape.get(2), shape.get(3));
                NDArray channels = Physics.toChannels(coils);
                NDArray refined = unet.apply(p, channels);
                NDArray complex = physics.toComplex(refined);
                NDArray separate = complex.reshape(shape)) {
            return normalize(separate);
        }
    }

    /** S / √Σ|S|², 0 where all coils are 0. */
    public static NDArray normalize(NDArray maps) {
        // Σ|S|² through real parts: √ at 0 has no gradient, so 1 stands in there
        try (NDArray parts = maps.real();
                NDArray squares = parts.square();
                NDArray power = squares.sum(new int[] {1, squares.getShape().dimension() - 1}, true);
                NDArray sum = power.squeeze(power.getShape().dimension() - 1);
                NDArray empty = sum.eq(0);
                NDArray safe = sum.add(empty);
                NDArray root = safe.sqrt()) {
            return JniUtils.div((PtNDArray) maps, (PtNDArray) root);
        }
    }
}
