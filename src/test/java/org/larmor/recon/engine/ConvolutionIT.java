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

/** On whatever processor this runs: one whose caches are hidden once gave wrong values and empty gradients. */
class ConvolutionIT {
    private static final int SIDE = 40;

    /** A few pixels of each plane, the edges' among them, against the sum over taps and channels in double precision. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 15", "2, 32, 3", "5, 7, 3", "8, 8, 3", "12, 12, 3", "20, 4, 3", "24, 24, 3", "24, 48, 3", "28, 2, 1", "40, 3, 3",
        "56, 8, 3"
    })
    void convolutionsAreTheirSums(int in, int out, int kernel) {
        TorchEngine.load();
        Random random = new Random(3);
        try (NDManager manager = TorchEngine.manager()) {
            float[] images = normal(random, 2 * in * SIDE * SIDE);
            float[] weights = normal(random, out * in * kernel * kernel);
            NDArray w = manager.create(weights, new Shape(out, in, kernel, kernel));
            leaveNoNumbersBehind(manager);
            float[] convolved = convolved(manager.create(images, new Shape(2, in, SIDE, SIDE)), w, kernel)
                    .toFloatArray();
            for (int plane = 0; plane < 2 * out; plane++) {
                for (int sample = 0; sample < 20; sample++) {
                    int row = sample < 2 ? sample * (SIDE - 1) : random.nextInt(SIDE);
                    int column = sample < 4 ? sample % 2 * (SIDE - 1) : random.nextInt(SIDE);
                    double sum = 0;
                    for (int channel = 0; channel < in; channel++) {
                        for (int tap = 0; tap < kernel * kernel; tap++) {
                            int y = row + tap / kernel - kernel / 2;
                            int x = column + tap % kernel - kernel / 2;
                            if (y >= 0 && y < SIDE && x >= 0 && x < SIDE) {
                                double value = images[((plane / out * in + channel) * SIDE + y) * SIDE + x];
                                sum += value * weights[(plane % out * in + channel) * kernel * kernel + tap];
                            }
                        }
                    }
                    assertThat((double) convolved[(plane * SIDE + row) * SIDE + column])
                            .isCloseTo(sum, within(1e-4 * kernel * Math.sqrt(in)));
                }
            }
        }
    }

    /** A convolution is linear in its input: ⟨c, conv(x + d) − conv(x)⟩ is ⟨gradient, d⟩ for every d, however large. */
    @ParameterizedTest
    @CsvSource({"1, 1, 15", "4, 4, 3", "8, 8, 3", "2, 32, 3", "24, 24, 3", "32, 2, 1", "32, 32, 3"})
    void gradientsOfConvolutionsAreTheirAdjoint(int in, int out, int kernel) {
        TorchEngine.load();
        JniUtils.setGradMode(true); // other tests leave their thread inferring
        Random random = new Random(7);
        try (NDManager manager = TorchEngine.manager()) {
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

    /** Memory that is used again holds what is no number, so that a kernel that reads beyond its input shows it. */
    private static void leaveNoNumbersBehind(NDManager manager) {
        for (int size = 1 << 12; size <= 1 << 19; size *= 2) {
            manager.full(new Shape(size), Float.NaN).close();
        }
    }

    private static NDArray convolved(NDArray x, NDArray w, int kernel) {
        return Conv2d.conv2d(x, w, null, new Shape(1, 1), new Shape(kernel / 2, kernel / 2)).singletonOrThrow();
    }

    private static NDArray normal(NDManager manager, Random random, Shape shape) {
        return manager.create(normal(random, Math.toIntExact(shape.size())), shape);
    }

    private static float[] normal(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
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
