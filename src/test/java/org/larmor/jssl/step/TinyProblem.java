package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.larmor.jssl.sampling.Split;
import org.larmor.jssl.sampling.Splitting;
import org.larmor.nn.InitializerConfig;
import org.larmor.nn.Measurement;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.UnetConfig;
import org.larmor.nn.VsharpConfig;
import org.larmor.recon.op.CentreCrop;
import org.larmor.recon.op.CoilMagnitude;

/** A small model and small samples of smooth coil images and noise, a function of their seed. */
final class TinyProblem {
    static final int HEIGHT = 24;
    static final int WIDTH = 20;
    static final int COILS = 3;

    private TinyProblem() {}

    static Model model() {
        return new Model(new ModelConfig(
                new VsharpConfig(
                        3,
                        2,
                        new UnetConfig(6, 2, 4, 2, false),
                        false,
                        VsharpConfig.Start.SENSE,
                        new InitializerConfig(List.of(4, 4, 6, 6), List.of(1, 1, 2, 4), 1),
                        -1),
                Optional.of(new UnetConfig(2, 2, 4, 2, false))));
    }

    static Batch batch(NDManager manager, long seed, boolean selfSupervised, DataType type) {
        SplittableRandom random = new SplittableRandom(seed);
        NDArray kspace = complex(manager, random, type, 1, COILS, HEIGHT, WIDTH);
        NDArray maps = complex(manager, random, type, 1, COILS, HEIGHT, WIDTH);
        boolean[] omega = new boolean[HEIGHT * WIDTH];
        for (int i = 0; i < omega.length; i++) {
            omega[i] = (i % WIDTH) % 3 == 0 || Math.abs(i % WIDTH - WIDTH / 2) < 3;
        }
        Split split = Splitting.GAUSSIAN.split(omega, HEIGHT, WIDTH, 0.4, random);
        NDArray seen = mask(manager, selfSupervised ? split.input() : omega, type);
        Optional<NDArray> lambda =
                selfSupervised ? Optional.of(mask(manager, split.target(), type)) : Optional.empty();
        NDArray target = lambda.map(kspace::mul).orElse(kspace);
        return new Batch(
                new Measurement(kspace.mul(seen), seen, maps),
                target,
                lambda,
                Optional.empty(),
                CoilMagnitude.of(target).add(0.1),
                new CentreCrop(HEIGHT - 4, WIDTH - 4));
    }

    static NDArray complex(NDManager manager, SplittableRandom random, DataType type, long... shape) {
        long[] pairs = java.util.Arrays.copyOf(shape, shape.length + 1);
        pairs[shape.length] = 2;
        return real(manager, random, type, pairs).complex();
    }

    static NDArray real(NDManager manager, SplittableRandom random, DataType type, long... shape) {
        Shape size = new Shape(shape);
        double[] values = new double[(int) size.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.3 * random.nextGaussian();
        }
        NDArray exact = manager.create(values, size);
        return type == DataType.FLOAT64 ? exact : exact.toType(type, true);
    }

    private static NDArray mask(NDManager manager, boolean[] points, DataType type) {
        double[] values = new double[points.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = points[i] ? 1 : 0;
        }
        NDArray exact = manager.create(values, new Shape(1, 1, HEIGHT, WIDTH));
        return type == DataType.FLOAT64 ? exact : exact.toType(type, true);
    }
}
