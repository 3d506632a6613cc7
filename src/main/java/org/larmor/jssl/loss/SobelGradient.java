package org.larmor.jssl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.larmor.nn.ReplicationPad;

/** Derivatives along x and y by the Sobel filters, each divided by the sum of its moduli; edges replicated. */
final class SobelGradient {
    private static final double[] KERNELS = {
        -0.125, 0, 0.125, -0.25, 0, 0.25, -0.125, 0, 0.125,
        -0.125, -0.25, -0.125, 0, 0, 0, 0.125, 0.25, 0.125
    };

    private SobelGradient() {}

    /** Real [batch, H, W] to [batch, 2, H, W]. */
    static NDArray apply(NDArray images) {
        Shape shape = new Shape(2, 1, 3, 3);
        try (NDArray channel = images.expandDims(1);
                NDArray padded = ReplicationPad.apply(channel, 1);
                NDArray exact = images.getManager().create(KERNELS, shape);
                NDArray kernels = images.getDataType() == DataType.FLOAT64
                        ? exact.duplicate()
                        : exact.toType(DataType.FLOAT32, true)) {
            return JniUtils.convolution(
                    (PtNDArray) padded,
                    (PtNDArray) kernels,
                    null,
                    new Shape(1, 1),
                    new Shape(0, 0),
                    new Shape(1, 1),
                    1);
        }
    }
}
