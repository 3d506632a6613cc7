package org.larmor.recon.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** On whatever processor this runs: one whose caches are hidden once left such gradients empty. */
class BackwardIT {
    private static final int SIDE = 40;

    /** A convolution is linear in its input: ⟨c, conv(x + d) − conv(x)⟩ is ⟨gradient, d⟩ for every d, however large. */
    @ParameterizedTest
    @CsvSource({"1, 1, 15", "4, 4, 3", "8, 8, 3", "2, 32, 3", "32, 2, 1", "32, 32, 3"})
    void gradientsOfConvolutionsAreTheirAdjoint(int in, int out, int kernel) {
        TorchEngine.load();
        JniUtils.setGradMode(true); // other tests leave their thread inferring
        Random random = new Random(7);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray x = normal(manager, random, new Shape(2, in, SIDE, SIDE));
            NDArray d = normal(manager, random, x.getShape());
            NDArray w = normal(manager, random, new Shape(out, in, kernel, kernel));
            NDArray c = normal(manager, random, new Shape(2, out, SIDE, SIDE));
            x.setRequiresGradient(true);
            NDArray y = convolved(x, w, kernel);
            Backward.from(y.mul(c).sum());

            double along = dot(x.getGradient(), d);
            double moved = dot(c, convolved(x.stopGradient().add(d), w, kernel)) - dot(c, y);
            double scale = Math.sqrt(dot(c, c)) * Math.sqrt(dot(d, d)) * kernel;
            assertThat(along).isCloseTo(moved, within(1e-4 * scale));
        }
    }

    private static NDArray convolved(NDArray x, NDArray w, int kernel) {
        return Conv2d.conv2d(x, w, null, new Shape(1, 1), new Shape(kernel / 2, kernel / 2)).singletonOrThrow();
    }

    private static NDArray normal(NDManager manager, Random random, Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, shape);
    }

    private static double dot(NDArray a, NDArray b) {
        float[] left = a.toFloatArray();
        float[] right = b.toFloatArray();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }
}
