package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.larmor.jssl.loss.Loss;
import org.larmor.jssl.loss.LossTerm;
import org.larmor.nn.ImageModel;
import org.larmor.nn.InitializerConfig;
import org.larmor.nn.LagrangeInitializer;
import org.larmor.nn.Model;
import org.larmor.nn.Parameters;
import org.larmor.nn.Physics;
import org.larmor.nn.ResidualVsharp;
import org.larmor.nn.ResidualVsharpConfig;
import org.larmor.nn.SensitivityRefiner;
import org.larmor.nn.UnetConfig;
import org.larmor.nn.Unrolled;
import org.larmor.recon.engine.Backward;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.op.SenseNormal;

import static org.assertj.core.api.Assertions.assertThat;

/** Every operator, network part and loss: gradients against central differences in float64. */
class GradientsIT {
    private static final DataType F64 = DataType.FLOAT64;
    private static final int H = 18;
    private static final int W = 17;

    @TestFactory
    Stream<DynamicTest> lossesHaveTheGradientOfTheirValue() {
        return Stream.of(Loss.values()).map(loss -> DynamicTest.dynamicTest(loss.name(), () -> inManager(m -> {
            SplittableRandom random = new SplittableRandom(3);
            NDArray target = TinyProblem.real(m, random, F64, 2, H, W).add(2);
            NDArray source = TinyProblem.real(m, random, F64, 2, H, W).add(2);
            check(m, source, x -> loss.apply(x, target), random);
        })));
    }

    /**
     * An array made from Java's memory frees that memory when it is closed, whatever the engine still wants it for: a
     * graph must hold none.
     */
    @TestFactory
    Stream<DynamicTest> gradientsSurviveGarbageCollection() {
        return Stream.of(Loss.values()).map(loss -> DynamicTest.dynamicTest(loss.name(), () -> inManager(m -> {
            SplittableRandom random = new SplittableRandom(3);
            NDArray target = TinyProblem.real(m, random, DataType.FLOAT32, 2, H, W).add(2);
            NDArray source = TinyProblem.real(m, random, DataType.FLOAT32, 2, H, W).add(2);
            assertThat(gradient(loss, source, target, true)).isEqualTo(gradient(loss, source, target, false));
        })));
    }

    private static float[] gradient(Loss loss, NDArray source, NDArray target, boolean collect) {
        NDArray leaf = source.stopGradient();
        leaf.setRequiresGradient(true);
        NDArray value = loss.apply(leaf, target);
        if (collect) {
            java.lang.ref.WeakReference<Object> collected = new java.lang.ref.WeakReference<>(new Object());
            while (collected.get() != null) {
                System.gc();
            }
            List<java.nio.ByteBuffer> taken = new java.util.ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocateDirect(64 + i % 1024);
                while (buffer.hasRemaining()) {
                    buffer.put((byte) 0xff);
                }
                taken.add(buffer);
            }
            assertThat(taken).hasSize(20_000);
        }
        Backward.from(value);
        return leaf.getGradient().toFloatArray();
    }

    @TestFactory
    Stream<DynamicTest> partsHaveTheGradientOfTheirValue() {
        UnetConfig unet = new UnetConfig(2, 2, 4, 2, false);
        UnetConfig normUnet = new UnetConfig(2, 2, 4, 2, true);
        InitializerConfig small = new InitializerConfig(List.of(4, 4, 4, 4), List.of(1, 1, 2, 4), 2);
        LagrangeInitializer initializer = new LagrangeInitializer("", small);
        return Stream.of(
                part("U-Net, odd sides", m -> {
                    Parameters p = parameters(m, ImageModel.of("", unet).parameters());
                    return x -> ImageModel.of("", unet).apply(p, x);
                }),
                part("normalised U-Net", m -> {
                    Parameters p = parameters(m, ImageModel.of("", normUnet).parameters());
                    return x -> ImageModel.of("", normUnet).apply(p, x);
                }),
                part("Lagrange initialiser", m -> {
                    Parameters p = parameters(m, initializer.parameters());
                    return x -> initializer.apply(p, x);
                }));
    }

    @TestFactory
    Stream<DynamicTest> operatorsHaveTheGradientOfTheirValue() {
        return Stream.of(
                operator("forward", (physics, maps) -> x -> physics.forward(x, maps)),
                operator("forward and back", (physics, maps) -> x -> physics.adjoint(physics.forward(x, maps), maps)),
                operator("normal operator, columns", (physics, maps) -> {
                    SenseNormal normal = new SenseNormal(physics.manager(), maps, mask(maps, new Shape(1, 1, 1, W)));
                    return normal::apply;
                }),
                operator("normal operator, points", (physics, maps) -> {
                    SenseNormal normal = new SenseNormal(physics.manager(), maps, mask(maps, new Shape(1, 1, H, W)));
                    return normal::apply;
                }),
                operator("modulus", (physics, maps) -> NDArray::abs),
                operator("coil maps, refined", (physics, maps) -> {
                    UnetConfig unet = new UnetConfig(2, 2, 4, 2, false);
                    SensitivityRefiner refiner = new SensitivityRefiner("", unet);
                    Parameters p = parameters(physics.manager(), refiner.parameters());
                    return x -> refiner.apply(physics, p, x.expandDims(1).mul(maps));
                }));
    }

    @TestFactory
    Stream<DynamicTest> wholeIterationsHaveTheGradientOfTheirLoss() {
        return Stream.of(false, true).map(ssl -> DynamicTest.dynamicTest("self-supervised " + ssl, () -> inManager(m -> {
            Model model = TinyProblem.model();
            Batch batch = TinyProblem.batch(m, 9, ssl, F64);
            Physics physics = new Physics(m, TinyProblem.HEIGHT, TinyProblem.WIDTH);
            Parameters all = parameters(m, model.parameters());
            Objective objective = new Objective(LossTerm.PAPER);
            SplittableRandom random = new SplittableRandom(4);
            for (String name : List.of(
                    "model.rho",
                    "model.learning_rate_eta",
                    "model.denoiser_blocks.0.conv.layers.0.weight",
                    "model.initializer.activation.weight",
                    "sensitivity_model.up_conv.1.1.bias")) {
                check(m, all.get(name), w -> {
                    Map<String, NDArray> changed = new java.util.LinkedHashMap<>(all.asMap());
                    changed.put(name, w);
                    Parameters p = new Parameters(changed);
                    NDArray maps = model.refine(physics, p, batch.input().maps());
                    return objective
                            .evaluate(
                                    physics,
                                    batch,
                                    maps,
                                    model.network().apply(physics, p, batch.input().withMaps(maps)))
                            .total();
                }, random);
            }
        })));
    }

    /** One ADMM step of residual vSHARP from any state: Chebyshev's iterations, the scale, ρ as a logarithm. */
    @Test
    void aResidualStepHasTheGradientOfItsValue() {
        inManager(m -> {
            ResidualVsharp network = new ResidualVsharp(
                    "",
                    new ResidualVsharpConfig(
                            1, 4, new UnetConfig(6, 2, 4, 2, false), true, ResidualVsharpConfig.Start.SENSE, 1e-3, 0.2));
            SplittableRandom random = new SplittableRandom(21);
            Batch batch = TinyProblem.batch(m, 9, false, F64);
            Physics physics = new Physics(m, TinyProblem.HEIGHT, TinyProblem.WIDTH);
            Parameters fresh = parameters(m, network.parameters());
            String last = "denoiser_blocks.0.up_conv.1.1.weight";
            Map<String, NDArray> all = new java.util.LinkedHashMap<>(fresh.asMap());
            all.put(last, TinyProblem.real(m, random, F64, all.get(last).getShape().getShape()));
            NDArray maps = SensitivityRefiner.normalize(batch.input().maps());
            NDArray x = TinyProblem.real(m, random, F64, 1, 2, TinyProblem.HEIGHT, TinyProblem.WIDTH);
            NDArray z = TinyProblem.real(m, random, F64, 1, 2, TinyProblem.HEIGHT, TinyProblem.WIDTH);
            NDArray u = TinyProblem.real(m, random, F64, 1, 2, TinyProblem.HEIGHT, TinyProblem.WIDTH);
            NDArray weights = TinyProblem.real(m, random, F64, 1, 2, TinyProblem.HEIGHT, TinyProblem.WIDTH);
            try (Unrolled.DataTerm data = network.dataTerm(physics, batch.input().withMaps(maps))) {
                for (String name : List.of("log_rho", last, "denoiser_blocks.0.conv.layers.0.weight")) {
                    check(m, all.get(name), w -> {
                        Map<String, NDArray> changed = new java.util.LinkedHashMap<>(all);
                        changed.put(name, w);
                        Unrolled.State after = network.step(
                                physics, new Parameters(changed), data, new Unrolled.State(x, z, u), 0);
                        return after.x().add(after.u()).mul(weights).sum();
                    }, random);
                }
                check(m, z, w -> {
                    Unrolled.State after =
                            network.step(physics, new Parameters(all), data, new Unrolled.State(x, w, u), 0);
                    return after.x().add(after.u()).mul(weights).sum();
                }, random);
            }
        });
    }

    private interface Body {
        void run(NDManager manager);
    }

    private interface Part {
        UnaryOperator<NDArray> of(NDManager manager);
    }

    private interface Operator {
        UnaryOperator<NDArray> of(Physics physics, NDArray maps);
    }

    private static void inManager(Body body) {
        TorchEngine.load();
        JniUtils.setGradMode(true);
        try (NDManager manager = TorchEngine.manager()) {
            body.run(manager);
        }
    }

    private static DynamicTest part(String name, Part part) {
        return DynamicTest.dynamicTest(name, () -> inManager(m -> {
            SplittableRandom random = new SplittableRandom(11);
            NDArray x = TinyProblem.real(m, random, F64, 1, 2, H, W);
            UnaryOperator<NDArray> f = part.of(m);
            NDArray weights = TinyProblem.real(m, random, F64, 1, 2, H, W);
            check(m, x, y -> f.apply(y).mul(weights).sum(), random);
        }));
    }

    private static DynamicTest operator(String name, Operator operator) {
        return DynamicTest.dynamicTest(name, () -> inManager(m -> {
            SplittableRandom random = new SplittableRandom(12);
            NDArray maps = TinyProblem.complex(m, random, F64, 1, 3, H, W);
            NDArray x = TinyProblem.complex(m, random, F64, 1, H, W);
            Physics physics = new Physics(m, H, W);
            // Σ|f|⁴/4 weighs re and im of every value by itself
            check(m, x, y -> operator.of(physics, maps).apply(y).abs().square().square().sum(), random);
            check(m, maps, s -> operator.of(physics, s).apply(x).abs().square().square().sum(), random);
        }));
    }

    private static Parameters parameters(NDManager m, List<org.larmor.nn.ParameterSpec> specs) {
        return Parameters.initial(m, specs, 1).toType(m, F64);
    }

    private static NDArray mask(NDArray maps, Shape shape) {
        double[] values = new double[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 3 == 0 ? 1 : 0;
        }
        return maps.getManager().create(values, shape);
    }

    /** The derivative along random directions, which meets every component. */
    private static void check(NDManager m, NDArray at, UnaryOperator<NDArray> f, SplittableRandom random) {
        NDArray leaf = at.stopGradient();
        leaf.setRequiresGradient(true);
        NDArray value = f.apply(leaf);
        if (!JniUtils.requiresGrad((ai.djl.pytorch.engine.PtNDArray) value)) {
            // an operator that does not read this argument
            return;
        }
        Backward.from(value);
        NDArray gradient = leaf.getGradient();
        boolean complex = at.getDataType() != F64;
        for (int i = 0; i < 3; i++) {
            long[] shape = at.getShape().getShape().clone();
            NDArray direction =
                    complex ? TinyProblem.complex(m, random, F64, shape) : TinyProblem.real(m, random, F64, shape);
            double analytic = complex
                    ? gradient.real().mul(direction.real()).sum().toDoubleArray()[0]
                    : gradient.mul(direction).sum().toDoubleArray()[0];
            double h = 1e-6;
            double numeric = (scalar(f, at, direction, h) - scalar(f, at, direction, -h)) / (2 * h);
            double scale = Math.max(Math.abs(analytic), 1e-3);
            assertThat(Math.abs(numeric - analytic) / scale).isLessThan(1e-4);
        }
    }

    private static double scalar(UnaryOperator<NDArray> f, NDArray at, NDArray direction, double h) {
        return f.apply(at.add(direction.mul(h))).toDoubleArray()[0];
    }
}
