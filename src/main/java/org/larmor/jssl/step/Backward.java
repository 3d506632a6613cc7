package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** Back-propagation. */
final class Backward {
    private Backward() {}

    /** Adds the gradients of a scalar to the leaves it was computed from. */
    static void from(NDArray loss) {
        try (NDArray one = loss.onesLike()) {
            from(loss, one);
        }
    }

    /** The same from an array with the gradient of what follows it. */
    static void from(NDArray array, NDArray gradient) {
        JniUtils.backward((PtNDArray) array, (PtNDArray) gradient, false, false);
    }
}
