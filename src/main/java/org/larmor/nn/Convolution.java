package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/** A convolution [batch, in, H, W] to [batch, out, H', W'], stride 1; weight [out, in, k, k]. */
record Convolution(String name, int in, int out, int kernel, int padding, int dilation, boolean bias) {
    private static final Shape ONE = new Shape(1, 1);

    /** Keeps the image's size, no bias. */
    static Convolution three(String name, int in, int out) {
        return new Convolution(name, in, out, 3, 1, 1, false);
    }

    /** Per pixel, with bias. */
    static Convolution one(String name, int in, int out) {
        return new Convolution(name, in, out, 1, 0, 1, true);
    }

    List<ParameterSpec> parameters() {
        Initial initial = Initial.fanIn((long) in * kernel * kernel);
        ParameterSpec weight = new ParameterSpec(name + ".weight", new Shape(out, in, kernel, kernel), initial);
        return bias
                ? List.of(weight, new ParameterSpec(name + ".bias", new Shape(out), initial))
                : List.of(weight);
    }

    NDArray apply(Parameters parameters, NDArray x) {
        NDArray b = bias ? parameters.get(name + ".bias") : null;
        return JniUtils.convolution(
                (PtNDArray) x,
                (PtNDArray) parameters.get(name + ".weight"),
                (PtNDArray) b,
                ONE,
                new Shape(padding, padding),
                new Shape(dilation, dilation),
                1);
    }
}
