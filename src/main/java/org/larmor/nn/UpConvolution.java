package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

import static org.larmor.nn.Then.then;

/**
 * Doubles the resolution (transposed convolution, kernel 2, stride 2, no bias; weight [in, out, 2, 2]), normalises,
 * applies the leaky ReLU and concatenates with the skip connection.
 *
 * <p>The windows of a 2×2 stride-2 transposed convolution do not overlap, so it is a per-pixel convolution to 4·out
 * channels and a shuffle of pixels. Norm and activation do not care about the order of pixels, and the shuffle is
 * written once, straight into the concatenation.
 */
record UpConvolution(String name, int in, int out) {
    private static final Shape ONE = new Shape(1, 1);
    private static final Shape NO_PADDING = new Shape(0, 0);

    List<ParameterSpec> parameters() {
        return List.of(new ParameterSpec(
                name + ".weight", new Shape(in, out, 2, 2), Initial.fanIn((long) out * 4)));
    }

    /** x [batch, in, h, w] and skip [batch, c, H, W], H in {2h, 2h+1}, to [batch, out + c, H, W]. */
    NDArray applyAndConcatenate(Parameters parameters, NDArray x, NDArray skip) {
        long batch = x.getShape().get(0);
        long h = x.getShape().get(2);
        long w = x.getShape().get(3);
        long height = skip.getShape().get(2);
        long width = skip.getShape().get(3);
        NDArray weight = parameters.get(name + ".weight");
        NDArray convolved;
        try (NDArray rows = weight.reshape(in, out * 4L);
                NDArray transposed = rows.transpose();
                NDArray kernel = transposed.reshape(out * 4L, in, 1, 1)) {
            convolved = JniUtils.convolution(
                    (PtNDArray) x, (PtNDArray) kernel, null, ONE, NO_PADDING, ONE, 1);
        }
        NDArray active = then(
                then(then(convolved, y -> y.reshape(batch, out, 4 * h * w)), InstanceNorm::apply), Unet::activate);
        NDArray shuffled = then(
                then(active, y -> y.reshape(batch, out, 2, 2, h, w)), y -> y.transpose(0, 1, 4, 2, 5, 3));
        if (height == 2 * h && width == 2 * w) {
            try (shuffled;
                    NDArray view = skip.reshape(batch, skip.getShape().get(1), h, 2, w, 2);
                    NDArray both = cat(shuffled, view, 1)) {
                return both.reshape(batch, out + skip.getShape().get(1), height, width);
            }
        }
        NDArray image = then(shuffled, y -> y.reshape(batch, out, 2 * h, 2 * w));
        NDArray padded = height == 2 * h ? image : then(image, y -> reflectOne(y, 2));
        NDArray fitting = width == 2 * w ? padded : then(padded, y -> reflectOne(y, 3));
        try (fitting) {
            return cat(fitting, skip, 1);
        }
    }

    /** Appends the last line but one: a reflection without the edge itself. */
    private static NDArray reflectOne(NDArray x, int axis) {
        long n = x.getShape().get(axis);
        try (NDArray line = JniUtils.slice((PtNDArray) x, axis, n - 2, n - 1, 1)) {
            return cat(x, line, axis);
        }
    }

    private static NDArray cat(NDArray a, NDArray b, int axis) {
        return a.getNDArrayInternal().concat(new NDList(b), axis);
    }
}
