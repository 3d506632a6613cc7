package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** The middle of an image [..., H, W]. */
public record CentreCrop(int height, int width) {
    public NDArray apply(NDArray image) {
        int axes = image.getShape().dimension();
        try (NDArray rows = middle(image, axes - 2, height)) {
            return middle(rows, axes - 1, width);
        }
    }

    private static NDArray middle(NDArray image, int axis, int length) {
        long full = image.getShape().get(axis);
        if (length > full) {
            throw new IllegalArgumentException("a crop of " + length + " from " + full);
        }
        long from = (full - length) / 2;
        return JniUtils.slice((PtNDArray) image, axis, from, from + length, 1);
    }
}
