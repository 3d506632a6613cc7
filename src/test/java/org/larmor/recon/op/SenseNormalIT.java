package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.larmor.recon.engine.Backward;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;

class SenseNormalIT {
    @ParameterizedTest
    @CsvSource({"8, 12, true", "8, 12, false", "9, 7, true", "9, 7, false", "16, 15, true", "15, 16, false"})
    void isTheOperatorFollowedByItsAdjoint(int y, int x, boolean columns) {
        compare(y, x, 3, new Shape(columns ? 1 : 2, 1, columns ? 1 : y, x));
    }

    /** Nothing is recorded: rows by themselves, one mask for all images or one for each, in more or less coils than groups. */
    @ParameterizedTest
    @CsvSource({"8, 12, 3, 1", "9, 7, 3, 1", "17, 20, 6, 2", "40, 30, 1, 1", "33, 27, 9, 2"})
    void isTheSameWhereNothingIsRecorded(int y, int x, int coils, int masks) {
        TorchEngine.load();
        boolean recording = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            compare(y, x, coils, new Shape(masks, 1, 1, x));
        } finally {
            JniUtils.setGradMode(recording);
        }
    }

    /** Of both places that they stand in, though the first image was not recorded; 7 columns go through the engine. */
    @Test
    void gradientsOfTheMapsAreWholeAfterAnImageThatWasNotRecorded() {
        TorchEngine.load();
        float[] untouched = gradient(false);
        assertThat(untouched).isNotEqualTo(new float[untouched.length]);
        assertThat(gradient(true)).isEqualTo(untouched);
    }

    /** Of ‖A*A x‖² by the maps. */
    private static float[] gradient(boolean unrecordedFirst) {
        boolean recording = JniUtils.isGradMode();
        try (NDManager manager = TorchEngine.manager()) {
            SplittableRandom random = new SplittableRandom(1);
            NDArray maps = complex(manager, random, 1, 3, 9, 7);
            NDArray image = complex(manager, random, 1, 9, 7);
            NDArray mask = manager.create(new float[] {1, 0, 1, 1, 0, 0, 1}, new Shape(1, 1, 1, 7));
            maps.setRequiresGradient(true);
            JniUtils.setGradMode(true);
            try (SenseNormal normal = new SenseNormal(manager, maps, mask)) {
                if (unrecordedFirst) {
                    JniUtils.setGradMode(false);
                    normal.apply(image).close();
                    JniUtils.setGradMode(true);
                }
                Backward.from(normal.apply(image).real().square().sum());
            }
            return maps.getGradient().real().toFloatArray();
        } finally {
            JniUtils.setGradMode(recording);
        }
    }

    private static void compare(int y, int x, int coils, Shape shape) {
        TorchEngine.load();
        try (NDManager manager = TorchEngine.manager()) {
            SplittableRandom random = new SplittableRandom(y * 31L + x);
            NDArray maps = complex(manager, random, 2, coils, y, x);
            NDArray image = complex(manager, random, 2, y, x);
            float[] points = new float[(int) shape.size()];
            for (int i = 0; i < points.length; i++) {
                points[i] = random.nextInt(2);
            }
            NDArray mask = manager.create(points, shape);
            SenseOperator operator =
                    new SenseOperator(new Sampling(mask), new Fourier(manager, y, x), new Coils(maps));
            NDArray expected = operator.adjoint(operator.forward(image));
            try (SenseNormal normal = new SenseNormal(manager, maps, mask)) {
                NDArray actual = normal.apply(image);
                double error = actual.sub(expected).abs().max().toType(DataType.FLOAT64, true).getDouble();
                double scale = expected.abs().max().toType(DataType.FLOAT64, true).getDouble();
                assertThat(error / scale).isLessThan(1e-5);
                float[] applied = new float[2 * (int) image.size()];
                normal.apply(image.real().toFloatArray(), applied, image.getShape());
                assertThat(applied).as("in Java memory").isEqualTo(actual.real().toFloatArray());
            }
        }
    }

    private static NDArray complex(NDManager manager, SplittableRandom random, long... shape) {
        long[] pairs = java.util.Arrays.copyOf(shape, shape.length + 1);
        pairs[shape.length] = 2;
        Shape size = new Shape(pairs);
        float[] values = new float[(int) size.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, size).complex();
    }
}
