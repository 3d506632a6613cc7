package org.larmor.recon.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Convolutions that are right on this processor. Where a virtual machine hides the processor's caches, oneDNN 3.7 for
 * wide vectors leaves the gradient with respect to the input empty with few channels, and gives wrong images with 3×3
 * taps whose input channels fill no whole vectors (12, 20, 24, 40), both without any error; {@link ConvolutionLibrary}
 * lets it have none there. So that neither this nor another such fault passes, a few small convolutions and their
 * gradients are held against sums in double precision when the engine is loaded; where one is wrong the library is not
 * used, which is right and takes several times as long.
 */
final class ConvolutionCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ConvolutionCheck.class);

    /** Of the norm of the difference to that of the truth; single precision stays below a thousandth of it. */
    private static final double MOST = 1e-3;

    private static final int SIDE = 24;

    /** A convolution of {@code batch} square images. */
    record Case(int batch, int in, int out, int kernel) {}

    private static final List<Case> CASES =
            List.of(
                    new Case(1, 1, 1, 15),
                    new Case(2, 2, 4, 3),
                    new Case(2, 8, 8, 3),
                    new Case(2, 12, 4, 3),
                    new Case(2, 16, 16, 3),
                    new Case(2, 20, 2, 3),
                    new Case(1, 24, 24, 3),
                    new Case(1, 40, 8, 3));

    private ConvolutionCheck() {}

    /**
     * Switches the library off where it is wrong; to be called once, before the engine is used.
     *
     * @throws IllegalStateException where the engine is wrong without the library too
     */
    static void ensureRight() {
        if (isRight()) {
            return;
        }
        ConvolutionLibrary.switchOff();
        if (!isRight()) {
            throw new IllegalStateException("the engine computes wrong convolutions on this processor");
        }
        LOG.warn("The engine's convolution library computes wrong values on this processor: networks run without it, and"
                + " take several times as long");
    }

    private static boolean isRight() {
        // a thread that only infers may be the one that loads the engine
        boolean gradients = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            return CASES.stream().allMatch(ConvolutionCheck::isRight);
        } finally {
            JniUtils.setGradMode(gradients);
        }
    }

    /** Whether a convolution and both its gradients are. */
    static boolean isRight(Case c) {
        Random random = new Random(1);
        float[] images = normal(random, c.batch * c.in * SIDE * SIDE);
        float[] weights = normal(random, c.out * c.in * c.kernel * c.kernel);
        float[] cotangent = normal(random, c.batch * c.out * SIDE * SIDE);
        try (NDManager manager = ComputeDevice.PROCESSOR.manager()) {
            NDArray x = manager.create(images, new Shape(c.batch, c.in, SIDE, SIDE));
            NDArray w = manager.create(weights, new Shape(c.out, c.in, c.kernel, c.kernel));
            x.setRequiresGradient(true);
            w.setRequiresGradient(true);
            int padding = c.kernel / 2;
            NDArray y = Conv2d.conv2d(x, w, null, new Shape(1, 1), new Shape(padding, padding))
                    .singletonOrThrow();
            Backward.from(y, manager.create(cotangent, y.getShape()));
            double[] sums = new double[cotangent.length];
            double[] ofImages = new double[images.length];
            double[] ofWeights = new double[weights.length];
            truth(c, images, weights, cotangent, sums, ofImages, ofWeights);
            return deviation(y.stopGradient().toFloatArray(), sums) < MOST
                    && deviation(x.getGradient().toFloatArray(), ofImages) < MOST
                    && deviation(w.getGradient().toFloatArray(), ofWeights) < MOST;
        }
    }

    /** The images ⋆ weights and the gradients of Σ cotangent · (images ⋆ weights), summed as they are defined. */
    private static void truth(
            Case c,
            float[] images,
            float[] weights,
            float[] cotangent,
            double[] sums,
            double[] ofImages,
            double[] ofWeights) {
        int padding = c.kernel / 2;
        for (int plane = 0; plane < c.batch * c.out * c.in; plane++) {
            int in = plane % c.in;
            int out = plane / c.in % c.out;
            int batch = plane / c.in / c.out;
            int imagesAt = (batch * c.in + in) * SIDE * SIDE;
            int weightsAt = (out * c.in + in) * c.kernel * c.kernel;
            int sumsAt = (batch * c.out + out) * SIDE * SIDE;
            for (int tap = 0; tap < c.kernel * c.kernel; tap++) {
                int down = tap / c.kernel - padding;
                int right = tap % c.kernel - padding;
                double weight = weights[weightsAt + tap];
                double ofWeight = 0;
                for (int row = Math.max(0, -down); row < Math.min(SIDE, SIDE - down); row++) {
                    for (int column = Math.max(0, -right); column < Math.min(SIDE, SIDE - right); column++) {
                        int image = imagesAt + (row + down) * SIDE + column + right;
                        int sum = sumsAt + row * SIDE + column;
                        sums[sum] += weight * images[image];
                        ofImages[image] += cotangent[sum] * weight;
                        ofWeight += (double) cotangent[sum] * images[image];
                    }
                }
                ofWeights[weightsAt + tap] += ofWeight;
            }
        }
    }

    private static double deviation(float[] actual, double[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(difference / norm);
    }

    private static float[] normal(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
