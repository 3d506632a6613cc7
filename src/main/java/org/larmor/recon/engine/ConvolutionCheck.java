package org.larmor.recon.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether gradients of convolutions are right on this processor. oneDNN 3.7 plans some of its kernels by the size of the
 * second-level cache; where a virtual machine hides that, the kernels for few channels leave the gradient with respect to
 * their input empty, without any error. So a few small convolutions are held against sums in double precision, once a
 * process, before the first gradient is used; where one is wrong, gradients are computed without the library, which is
 * slower and right.
 */
final class ConvolutionCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ConvolutionCheck.class);

    /** Of the norm of the difference to that of the truth; single precision stays below a thousandth of it. */
    private static final double MOST = 1e-3;

    private static final int SIDE = 24;

    /** A convolution of {@code batch} square images. */
    private record Case(int batch, int in, int out, int kernel) {}

    private static final List<Case> CASES =
            List.of(new Case(1, 1, 1, 15), new Case(2, 2, 4, 3), new Case(2, 8, 8, 3), new Case(2, 16, 16, 3));

    private ConvolutionCheck() {}

    private static final class Once {
        private static final boolean PASSES = passesNow();
    }

    /** Computed once a process; the engine is loaded. */
    static boolean passes() {
        return Once.PASSES;
    }

    private static boolean passesNow() {
        if (isRight()) {
            return true;
        }
        boolean[] without = new boolean[1];
        ConvolutionLibrary.without(() -> without[0] = isRight());
        if (!without[0]) {
            throw new IllegalStateException("the engine computes wrong gradients of convolutions on this processor");
        }
        LOG.warn("The engine's convolution library computes wrong gradients on this processor, which hides its caches:"
                + " training goes on without it, and slower");
        return false;
    }

    private static boolean isRight() {
        // a thread that only infers may be the first that asks
        boolean gradients = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            return CASES.stream().allMatch(ConvolutionCheck::isRight);
        } finally {
            JniUtils.setGradMode(gradients);
        }
    }

    private static boolean isRight(Case c) {
        Random random = new Random(1);
        float[] images = normal(random, c.batch * c.in * SIDE * SIDE);
        float[] weights = normal(random, c.out * c.in * c.kernel * c.kernel);
        float[] cotangent = normal(random, c.batch * c.out * SIDE * SIDE);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray x = manager.create(images, new Shape(c.batch, c.in, SIDE, SIDE));
            NDArray w = manager.create(weights, new Shape(c.out, c.in, c.kernel, c.kernel));
            x.setRequiresGradient(true);
            w.setRequiresGradient(true);
            int padding = c.kernel / 2;
            NDList y = Conv2d.conv2d(x, w, null, new Shape(1, 1), new Shape(padding, padding));
            Backward.plain(y.singletonOrThrow(), manager.create(cotangent, y.singletonOrThrow().getShape()));
            double[] ofImages = new double[images.length];
            double[] ofWeights = new double[weights.length];
            truth(c, images, weights, cotangent, ofImages, ofWeights);
            return deviation(x.getGradient().toFloatArray(), ofImages) < MOST
                    && deviation(w.getGradient().toFloatArray(), ofWeights) < MOST;
        }
    }

    /** The gradients of Σ cotangent · (images ⋆ weights), summed as they are defined. */
    private static void truth(
            Case c, float[] images, float[] weights, float[] cotangent, double[] ofImages, double[] ofWeights) {
        int padding = c.kernel / 2;
        for (int plane = 0; plane < c.batch * c.out * c.in; plane++) {
            int in = plane % c.in;
            int out = plane / c.in % c.out;
            int batch = plane / c.in / c.out;
            int imagesAt = (batch * c.in + in) * SIDE * SIDE;
            int weightsAt = (out * c.in + in) * c.kernel * c.kernel;
            int cotangentAt = (batch * c.out + out) * SIDE * SIDE;
            for (int tap = 0; tap < c.kernel * c.kernel; tap++) {
                int down = tap / c.kernel - padding;
                int right = tap % c.kernel - padding;
                for (int row = Math.max(0, -down); row < Math.min(SIDE, SIDE - down); row++) {
                    for (int column = Math.max(0, -right); column < Math.min(SIDE, SIDE - right); column++) {
                        int image = imagesAt + (row + down) * SIDE + column + right;
                        double gradient = cotangent[cotangentAt + row * SIDE + column];
                        ofImages[image] += gradient * weights[weightsAt + tap];
                        ofWeights[weightsAt + tap] += gradient * images[image];
                    }
                }
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
