package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Each channel of each image to mean 0 and variance 1 (biased, ε 1e-5), without affine parameters: a layer
 * normalisation over all of the channel's pixels.
 */
final class InstanceNorm {
    private static final double EPSILON = 1e-5;

    private InstanceNorm() {}

    /** @param x [batch, channel, pixels…], of any number of pixel axes */
    static NDArray apply(NDArray x) {
        Shape shape = x.getShape();
        // DJL has no way to say "no weight"; the engine reads a handle of 0 as that. It owns nothing.
        try (PtNDArray none = new PtNDArray((PtNDManager) x.getManager(), 0L)) {
            return JniUtils.layerNorm((PtNDArray) x, shape.slice(2), none, none, EPSILON);
        }
    }
}
