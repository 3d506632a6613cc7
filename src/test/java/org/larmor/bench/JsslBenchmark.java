package org.larmor.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.larmor.jssl.sampling.Split;
import org.larmor.jssl.sampling.Splitting;
import org.larmor.jssl.step.Batch;
import org.larmor.jssl.step.LearningRate;
import org.larmor.jssl.step.Trainer;
import org.larmor.jssl.step.TrainingSettings;
import org.larmor.nn.FinalImage;
import org.larmor.nn.Measurement;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.nn.Physics;
import org.larmor.nn.Reconstruction;
import org.larmor.nn.SensitivityRefiner;
import org.larmor.nn.VsharpConfig;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.op.CentreCrop;
import org.larmor.recon.op.CoilMagnitude;

/**
 * Times inference and both kinds of training step. Arguments: {@code tiny} or {@code medium}, threads, repetitions.
 * Prints the median of wall and of CPU seconds (all threads of the process) and the peak resident memory.
 */
public final class JsslBenchmark {
    private static final int COILS = 8;

    private JsslBenchmark() {}

    public static void main(String[] args) throws IOException {
        boolean tiny = args.length == 0 || args[0].equals("tiny");
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        int repetitions = args.length > 2 ? Integer.parseInt(args[2]) : 7;
        int size = tiny ? 160 : 320;
        ModelConfig config =
                tiny ? ModelConfig.tiny() : ModelConfig.vsharp(VsharpConfig.of(8, 8, 32, 4));
        TorchEngine.load(threads, cache());
        try (NDManager manager = TorchEngine.manager()) {
            Model model = new Model(config);
            Parameters parameters = Parameters.initial(manager, model.parameters(), 1);
            Physics physics = new Physics(manager, size, size);
            Batch supervised = batch(manager, size, false);
            Batch selfSupervised = batch(manager, size, true);
            Reconstruction reconstruction = new Reconstruction(model, parameters, FinalImage.MODULUS);
            System.out.printf(
                    "%d x %d, %d coils, %d threads, %d parameters%n",
                    size, size, COILS, threads, parameters.count());
            JniUtils.setGradMode(false);
            measure("inference", repetitions, () -> reconstruction
                    .magnitude(physics, supervised.input(), Optional.empty())
                    .close());
            try (Trainer trainer = new Trainer(
                    manager, model, parameters, TrainingSettings.of(LearningRate.constant(1e-4)))) {
                measure("supervised step", repetitions, () -> trainer.step(List.of(supervised)));
                measure("self-supervised step", repetitions, () -> trainer.step(List.of(selfSupervised)));
            }
            System.out.println(status("VmHWM"));
        }
    }

    private static void measure(String what, int repetitions, Runnable run) throws IOException {
        run.run();
        run.run();
        List<Double> wall = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            long start = System.nanoTime();
            double before = cpuSeconds();
            run.run();
            cpu.add(cpuSeconds() - before);
            wall.add((System.nanoTime() - start) / 1e9);
        }
        Collections.sort(wall);
        Collections.sort(cpu);
        System.out.printf(
                "%-22s wall %.3f s  CPU %.3f s  (least %.3f)%n",
                what, wall.get(repetitions / 2), cpu.get(repetitions / 2), cpu.getFirst());
    }

    private static Batch batch(NDManager manager, int size, boolean selfSupervised) {
        SplittableRandom random = new SplittableRandom(1);
        NDArray kspace = complex(manager, random, size);
        NDArray maps = SensitivityRefiner.normalize(complex(manager, random, size));
        boolean[] omega = new boolean[size * size];
        for (int i = 0; i < omega.length; i++) {
            int column = i % size;
            omega[i] = column % 4 == 0 || Math.abs(column - size / 2) < size / 25;
        }
        Split split = Splitting.GAUSSIAN.split(omega, size, size, 0.5, random);
        NDArray seen = selfSupervised
                ? mask(manager, split.input(), size, size)
                : mask(manager, java.util.Arrays.copyOf(omega, size), 1, size);
        Optional<NDArray> lambda =
                selfSupervised ? Optional.of(mask(manager, split.target(), size, size)) : Optional.empty();
        NDArray target = lambda.map(kspace::mul).orElse(kspace);
        return new Batch(
                new Measurement(kspace.mul(seen), seen, maps),
                target,
                lambda,
                Optional.empty(),
                CoilMagnitude.of(target),
                new CentreCrop(size, size));
    }

    private static NDArray complex(NDManager manager, SplittableRandom random, int size) {
        float[] values = new float[2 * COILS * size * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, new Shape(1, COILS, size, size, 2)).complex();
    }

    private static NDArray mask(NDManager manager, boolean[] points, int height, int width) {
        float[] values = new float[points.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = points[i] ? 1 : 0;
        }
        return manager.create(values, new Shape(1, 1, height, width)).toType(DataType.FLOAT32, false);
    }

    private static Path cache() {
        String chosen = System.getenv("DJL_CACHE_DIR");
        return chosen == null ? Path.of(System.getProperty("java.io.tmpdir"), "djl") : Path.of(chosen);
    }

    private static double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        // user and system time, in ticks of 1/100 s
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static String status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .orElse("");
    }
}
