package org.larmor.jssl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The filter of HFEN: 15×15, σ 2.5, K = exp(−r²/2σ²)·(r² − 2σ²), divided by −ΣK; zero-padded. Being linear, it is
 * applied to the difference of two images instead of to each.
 */
public final class LaplacianOfGaussian {
    private static final int SIZE = 15;
    private static final double SIGMA = 2.5;
    private static final double[] KERNEL = computeKernel();

    private LaplacianOfGaussian() {}

    /** Row by row, 15×15. */
    public static double[] kernel() {
        return KERNEL.clone();
    }

    /** Real [batch, H, W] to [batch, 1, H, W]. */
    public static NDArray apply(NDArray images) {
        try (NDArray channel = images.expandDims(1);
                NDArray java = images.getDataType() == DataType.FLOAT64
                        ? images.getManager().create(KERNEL, new Shape(1, 1, SIZE, SIZE))
                        : images.getManager().create(floats(), new Shape(1, 1, SIZE, SIZE));
                // the graph keeps the kernel for the way back: it must be the engine's, not Java's
                NDArray kernel = java.duplicate()) {
            return JniUtils.convolution(
                    (PtNDArray) channel,
                    (PtNDArray) kernel,
                    null,
                    new Shape(1, 1),
                    new Shape(SIZE / 2, SIZE / 2),
                    new Shape(1, 1),
                    1);
        }
    }

    private static double[] computeKernel() {
        double[] kernel = new double[SIZE * SIZE];
        double sum = 0;
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int dy = y - SIZE / 2;
                int dx = x - SIZE / 2;
                double r2 = dy * dy + dx * dx;
                double value = Math.exp(-r2 / (2 * SIGMA * SIGMA)) * (r2 - 2 * SIGMA * SIGMA);
                kernel[y * SIZE + x] = value;
                sum += value;
            }
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= -sum;
        }
        return kernel;
    }

    private static float[] floats() {
        float[] floats = new float[KERNEL.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) KERNEL[i];
        }
        return floats;
    }
}
