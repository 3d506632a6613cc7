package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * A {@link Unet} between a normalisation and its inverse: the channels in two groups (the first half, the second half),
 * each to mean 0 and standard deviation 1 (unbiased), zero-padded to a multiple of 16.
 */
public final class NormUnet implements ImageModel {
    private static final int GROUPS = 2;
    private final Unet unet;

    public NormUnet(String prefix, UnetConfig config) {
        if (config.in() % GROUPS != 0 || config.out() % GROUPS != 0) {
            throw new NnException("a normalised U-Net needs even numbers of channels, not " + config.in() + " and "
                    + config.out());
        }
        unet = new Unet(prefix + "unet2d.", config);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return unet.parameters();
    }

    @Override
    public NDArray apply(Parameters p, NDArray x) {
        Shape shape = x.getShape();
        long batch = shape.get(0);
        int h = (int) shape.get(2);
        int w = (int) shape.get(3);
        int top = padding(h) / 2;
        int left = padding(w) / 2;
        try (NDArray groups = x.reshape(batch, GROUPS, -1);
                NDArray mean = groups.mean(new int[] {2}, true);
                NDArray centred = groups.sub(mean);
                NDArray std = standardDeviation(centred);
                NDArray scaled = centred.div(std);
                NDArray normal = scaled.reshape(shape);
                NDArray padded = normal.pad(new Shape(left, padding(w) - left, top, padding(h) - top), 0);
                NDArray out = unet.apply(p, padded);
                NDArray cropped = crop(out, top, left, h, w);
                NDArray outGroups = cropped.reshape(batch, GROUPS, -1);
                NDArray stretched = outGroups.mul(std);
                NDArray shifted = stretched.add(mean)) {
            return shifted.reshape(cropped.getShape());
        }
    }

    private static NDArray standardDeviation(NDArray centred) {
        long n = centred.getShape().get(2);
        try (NDArray squares = centred.square();
                NDArray sum = squares.sum(new int[] {2}, true);
                NDArray variance = Scalar.times(sum, 1.0 / (n - 1));
                // an empty image stays empty instead of becoming 0/0
                NDArray empty = variance.eq(0);
                NDArray safe = variance.add(empty)) {
            return safe.sqrt();
        }
    }

    private static int padding(int n) {
        return Math.floorMod(-n, 16);
    }

    private static NDArray crop(NDArray x, int top, int left, int h, int w) {
        try (NDArray rows = JniUtils.slice((PtNDArray) x, 2, top, (long) top + h, 1)) {
            return JniUtils.slice((PtNDArray) rows, 3, left, (long) left + w, 1);
        }
    }
}
