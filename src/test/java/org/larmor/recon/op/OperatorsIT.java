package org.larmor.recon.op;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Every operator against its definition, its adjoint and its gradient. */
class OperatorsIT {
    private record Case(String name, LinearOperator operator, Shape domain, Shape range) {}

    @BeforeAll
    static void load() {
        TorchEngine.load();
    }

    @TestFactory
    Stream<DynamicTest> everyOperatorPassesTheAdjointTest() {
        int[][] sizes = {{8, 6}, {9, 7}, {16, 15}, {5, 4}, {1, 3}, {33, 64}};
        return Stream.of(sizes).flatMap(size -> Stream.of(
                        "fourier", "axis -1", "axis -2", "coils", "coils batched", "sampling", "sense")
                .map(name -> DynamicTest.dynamicTest(name + " " + size[0] + "x" + size[1], () -> {
                    try (NDManager manager = TorchEngine.manager()) {
                        adjointness(manager, make(manager, name, size[0], size[1]));
                    }
                })));
    }

    private static Case make(NDManager manager, String name, int y, int x) {
        Shape image = new Shape(y, x);
        Shape coils = new Shape(3, y, x);
        return switch (name) {
            case "fourier" -> new Case(name, new Fourier(manager, y, x), coils, coils);
            case "axis -1" -> new Case(name, new AxisFourier(manager, x, -1), coils, coils);
            case "axis -2" -> new Case(name, new AxisFourier(manager, y, -2), coils, coils);
            case "coils" -> new Case(name, new Coils(random(manager, coils, 7)), image, coils);
            case "coils batched" -> new Case(
                    name,
                    new Coils(random(manager, new Shape(2, 3, y, x), 7)),
                    new Shape(2, y, x),
                    new Shape(2, 3, y, x));
            case "sampling" -> new Case(name, new Sampling(mask(manager, y)), coils, coils);
            case "sense" -> new Case(
                    name,
                    new SenseOperator(
                            new Sampling(mask(manager, y)),
                            new Fourier(manager, y, x),
                            new Coils(random(manager, coils, 7))),
                    image,
                    coils);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void adjointness(NDManager manager, Case tried) {
        NDArray x = random(manager, tried.domain, 1);
        NDArray y = random(manager, tried.range, 2);
        NDArray ax = tried.operator.forward(x);
        NDArray ay = tried.operator.adjoint(y);
        assertThat(ax.getShape()).isEqualTo(tried.range);
        assertThat(ay.getShape()).isEqualTo(tried.domain);
        double[] left = inner(ax, y);
        double[] right = inner(x, ay);
        double scale = Math.sqrt(inner(ax, ax)[0] * inner(y, y)[0]);
        assertThat(left[0]).isCloseTo(right[0], within(1e-5 * scale));
        assertThat(left[1]).isCloseTo(right[1], within(1e-5 * scale));
        assertThat(scale).isPositive();
    }

    @Test
    void fourierIsTheCentredOrthonormalTransformForOddAndEvenSizes() {
        for (int[] size : new int[][] {{8, 6}, {9, 7}, {7, 10}, {6, 5}}) {
            try (NDManager manager = TorchEngine.manager()) {
                int ny = size[0];
                int nx = size[1];
                NDArray x = random(manager, new Shape(ny, nx), 3);
                float[] in = x.real().toFloatArray();
                float[] out = new Fourier(manager, ny, nx).forward(x).real().toFloatArray();
                float[] oneAxisAfterAnother = new AxisFourier(manager, ny, -2)
                        .forward(new AxisFourier(manager, nx, -1).forward(x))
                        .real()
                        .toFloatArray();
                float[] back = new Fourier(manager, ny, nx)
                        .adjoint(new Fourier(manager, ny, nx).forward(x))
                        .real()
                        .toFloatArray();
                for (int k = 0; k < ny; k++) {
                    for (int l = 0; l < nx; l++) {
                        double[] truth = directTransform(in, ny, nx, k, l);
                        int at = 2 * (k * nx + l);
                        assertThat((double) out[at]).isCloseTo(truth[0], within(1e-5));
                        assertThat((double) out[at + 1]).isCloseTo(truth[1], within(1e-5));
                        assertThat((double) oneAxisAfterAnother[at]).isCloseTo(truth[0], within(1e-5));
                        assertThat((double) oneAxisAfterAnother[at + 1]).isCloseTo(truth[1], within(1e-5));
                        assertThat(back[at]).isCloseTo(in[at], within(1e-5f));
                        assertThat(back[at + 1]).isCloseTo(in[at + 1], within(1e-5f));
                    }
                }
            }
        }
    }

    @Test
    void gradientsFlowThroughTheWholeMeasurementFromPairsToPairs() {
        try (NDManager manager = TorchEngine.manager()) {
            int y = 5;
            int x = 4;
            Fourier fourier = new Fourier(manager, y, x);
            SenseOperator a = new SenseOperator(
                    new Sampling(mask(manager, y)), fourier, new Coils(random(manager, new Shape(3, y, x), 7)));
            ComplexPairs pairs = new ComplexPairs(manager);
            NDArray start = random(manager, new Shape(y, x), 1).real().duplicate();
            NDArray measured = random(manager, new Shape(3, y, x), 2);
            start.setRequiresGradient(true);
            double value;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray residual = a.forward(complex(pairs, start)).sub(measured);
                NDArray loss = ComplexPairs.toPairs(residual).square().sum();
                value = loss.getFloat();
                collector.backward(loss);
            }
            float[] gradient = start.getGradient().toFloatArray();
            // the gradient of ‖Ax−y‖² is 2·A*(Ax−y)
            NDArray expected = a.adjoint(a.forward(complex(pairs, start.stopGradient())).sub(measured)).mul(2);
            float[] truth = ComplexPairs.toPairs(expected).toFloatArray();
            assertThat(value).isPositive();
            for (int i = 0; i < truth.length; i++) {
                assertThat(gradient[i]).isCloseTo(truth[i], within(2e-5f * (float) Math.sqrt(value)));
            }
        }
    }

    private static double[] directTransform(float[] in, int ny, int nx, int k, int l) {
        double re = 0;
        double im = 0;
        for (int j = 0; j < ny; j++) {
            for (int i = 0; i < nx; i++) {
                double angle = -2
                        * Math.PI
                        * ((double) (k - ny / 2) * (j - ny / 2) / ny + (double) (l - nx / 2) * (i - nx / 2) / nx);
                double c = Math.cos(angle);
                double s = Math.sin(angle);
                int at = 2 * (j * nx + i);
                re += in[at] * c - in[at + 1] * s;
                im += in[at] * s + in[at + 1] * c;
            }
        }
        double scale = 1 / Math.sqrt((double) ny * nx);
        return new double[] {re * scale, im * scale};
    }

    private static NDArray mask(NDManager manager, int y) {
        float[] lines = new float[y];
        for (int j = 0; j < y; j += 2) {
            lines[j] = 1;
        }
        return manager.create(lines, new Shape(y, 1));
    }

    private static NDArray random(NDManager manager, Shape shape, long seed) {
        Random random = new Random(seed);
        float[] pairs = new float[2 * (int) shape.size()];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (float) random.nextGaussian();
        }
        return manager.create(pairs, shape.add(2)).complex();
    }

    /** ⟨a, b⟩ = Σ a conj(b), in double. */
    private static double[] inner(NDArray a, NDArray b) {
        float[] p = a.real().toFloatArray();
        float[] q = b.real().toFloatArray();
        double re = 0;
        double im = 0;
        for (int i = 0; i < p.length; i += 2) {
            re += (double) p[i] * q[i] + (double) p[i + 1] * q[i + 1];
            im += (double) p[i + 1] * q[i] - (double) p[i] * q[i + 1];
        }
        return new double[] {re, im};
    }

    private static NDArray complex(ComplexPairs pairs, NDArray parts) {
        return pairs.complex(parts.get("..., 0"), parts.get("..., 1"));
    }
}
