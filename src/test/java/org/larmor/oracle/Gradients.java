package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import org.larmor.recon.engine.Backward;

/** Back-propagation from a scalar. */
final class Gradients {
    private Gradients() {}

    static void backward(NDArray loss) {
        Backward.from(loss);
    }

    /** The array itself, now recording. */
    static NDArray recording(NDArray leaf) {
        leaf.setRequiresGradient(true);
        return leaf;
    }
}
