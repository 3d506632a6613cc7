package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

import static org.larmor.nn.Then.then;

/** Repeats the edge of [batch, channel, H, W] outwards by {@code n} pixels on all sides. */
public final class ReplicationPad {
    private ReplicationPad() {}

    public static NDArray apply(NDArray x, int n) {
        return then(along(x, 2, n), y -> along(y, 3, n));
    }

    private static NDArray along(NDArray x, int axis, int n) {
        long[] shape = x.getShape().getShape().clone();
        long length = shape[axis];
        shape[axis] = n;
        Shape margin = new Shape(shape);
        try (NDArray first = JniUtils.slice((PtNDArray) x, axis, 0, 1, 1);
                NDArray before = first.broadcast(margin);
                NDArray last = JniUtils.slice((PtNDArray) x, axis, length - 1, length, 1);
                NDArray after = last.broadcast(margin)) {
            return before.getNDArrayInternal().concat(new NDList(x, after), axis);
        }
    }
}
