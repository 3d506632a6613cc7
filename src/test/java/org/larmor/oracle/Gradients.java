package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** Back-propagation from a scalar. */
final class Gradients {
    private Gradients() {}

    static void backward(NDArray loss) {
        try (NDArray one = loss.onesLike()) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
        }
    }

    /** The array itself, now recording. */
    static NDArray recording(NDArray leaf) {
        leaf.setRequiresGradient(true);
        return leaf;
    }
}
