package org.larmor.bench;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.larmor.jssl.Acceleration;
import org.larmor.jssl.ColumnMask;
import org.larmor.jssl.ColumnSampling;
import org.larmor.jssl.LearningRate;
import org.larmor.jssl.Loss;
import org.larmor.jssl.LossTerm;
import org.larmor.jssl.Metrics;
import org.larmor.jssl.Splitting;
import org.larmor.jssl.Trainer;
import org.larmor.jssl.TrainingOptions;
import org.larmor.jssl.data.KspaceFile;
import org.larmor.jssl.data.MaskFile;
import org.larmor.jssl.data.SampleSource;
import org.larmor.jssl.data.SliceEvaluator;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.data.TrainingRun;
import org.larmor.jssl.data.TrainingSet;
import org.larmor.jssl.data.Variety;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Finish;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.nn.Reconstruction;
import org.larmor.nn.ResidualVsharpConfig;
import org.larmor.nn.UnetConfig;
import org.larmor.recon.engine.TorchEngine;

/**
 * Trials of the product's own network: supervised on resimulated brains, looked at on slice 6 of each target file, which
 * is the one for choosing. Arguments: the data folder, then NAME=VALUE.
 */
public final class TrainOnData {
    private static final int COLUMNS = 120;

    private TrainOnData() {}

    public static void main(String[] args) throws IOException {
        Path data = Path.of(args[0]);
        java.util.Map<String, String> o = new java.util.HashMap<>();
        for (int i = 1; i < args.length; i++) {
            o.put(args[i].split("=")[0], args[i].split("=")[1]);
        }
        int steps = Integer.parseInt(o.getOrDefault("steps", "200"));
        int every = Integer.parseInt(o.getOrDefault("every", "100"));
        double rate = Double.parseDouble(o.getOrDefault("lr", "1e-3"));
        int filters = Integer.parseInt(o.getOrDefault("filters", "16"));
        int unrolled = Integer.parseInt(o.getOrDefault("unrolled", "4"));
        int solver = Integer.parseInt(o.getOrDefault("solver", "6"));
        double lambda = Double.parseDouble(o.getOrDefault("lambda", "0.01"));
        double rho = Double.parseDouble(o.getOrDefault("rho", "0.05"));
        CoilMapping mapping = CoilMapping.valueOf(o.getOrDefault("maps", "ESPIRIT"));
        TorchEngine.load();
        List<SliceRef> proxies = new ArrayList<>();
        for (Path path : files(data.resolve("brain_8ch"))) {
            for (int i = 0; i < 6; i++) {
                if (i != 2 && i != 4) {
                    proxies.add(new SliceRef(path, i));
                }
            }
        }
        List<SliceRef> choosing = new ArrayList<>();
        for (Path path : files(data.resolve("heart_8ch"))) {
            choosing.add(new SliceRef(path, 6));
        }
        List<SliceRef> brains = new ArrayList<>();
        for (Path path : files(data.resolve("brain_8ch"))) {
            brains.add(new SliceRef(path, 4));
        }
        List<TrainingSet> sets = List.of(new TrainingSet(
                proxies,
                false,
                Subsampling.drawn(
                        ColumnSampling.EQUISPACED,
                        o.containsKey("x4") ? List.of(new Acceleration(4, 0.08)) : List.of(new Acceleration(4, 0.08), new Acceleration(8, 0.04)))));
        List<LossTerm> terms = switch (o.getOrDefault("loss", "image")) {
            case "paper" -> LossTerm.PAPER;
            default -> List.of(
                    new LossTerm("l1_loss", Loss.L1, false, 1), new LossTerm("ssim_loss", Loss.SSIM, false, 1));
        };
        Model model = new Model(new ModelConfig(
                new ResidualVsharpConfig(
                        unrolled,
                        solver,
                        new UnetConfig(6, 2, filters, 3, false),
                        Boolean.parseBoolean(o.getOrDefault("shared", "false")),
                        ResidualVsharpConfig.Start.valueOf(o.getOrDefault("start", "WAVELET")),
                        lambda,
                        rho),
                mapping,
                null));
        try (NDManager manager = NDManager.newBaseManager();
                SampleSource source = new SampleSource(
                        manager,
                        sets,
                        new SampleSource.SampleOptions(1, 1, Splitting.GAUSSIAN, mapping, Variety.valueOf(o.getOrDefault("variety", "RESIMULATED"))));
                Trainer trainer = new Trainer(
                        manager,
                        model,
                        Parameters.initial(manager, model.parameters(), 1),
                        new TrainingOptions(LearningRate.constant(rate), terms, OptionalDouble.of(5), false))) {
            Path checkpoint = Files.createTempFile("larmor", ".safetensors");
            TrainingRun run = new TrainingRun(manager, trainer, source, checkpoint, 1_000_000);
            evaluate(manager, model, trainer, data, choosing, brains, mapping);
            for (int done = 0; done < steps; done += every) {
                long began = System.nanoTime();
                java.util.Map<String, Double> sums = new java.util.TreeMap<>();
                run.until(done + every, () -> false, report -> report.losses()
                        .forEach((name, value) -> sums.merge(name, value / every, Double::sum)));
                System.out.printf(
                        Locale.ROOT,
                        "steps %d, %.2f s a step, mean losses %s rho %s%n",
                        trainer.iteration(),
                        (System.nanoTime() - began) / 1e9 / every,
                        sums,
                        java.util.Arrays.toString(
                                trainer.parameters().get("model.log_rho").exp().toFloatArray()));
                evaluate(manager, model, trainer, data, choosing, brains, mapping);
            }
            Files.delete(checkpoint);
        }
    }

    private static void evaluate(
            NDManager manager,
            Model model,
            Trainer trainer,
            Path data,
            List<SliceRef> slices,
            List<SliceRef> brains,
            CoilMapping mapping) {
        Reconstruction reconstruction = new Reconstruction(model, trainer.parameters(), Finish.MODULUS);
        for (String speed : List.of("x4", "x8")) {
            Map<String, ColumnMask> masks = MaskFile.read(data.resolve("heart_8ch/masks.json"), speed, COLUMNS);
            try (SliceEvaluator evaluator =
                    new SliceEvaluator(manager, reconstruction, Subsampling.listed(masks), mapping)) {
                for (SliceRef slice : slices) {
                    try (KspaceFile file = KspaceFile.open(slice.file())) {
                        SliceEvaluator.Outcome outcome = evaluator.evaluate(slice, file.read(slice.index()));
                        System.out.print("   " + speed + " " + text(outcome.learned()));
                    }
                }
            }
        }
        try (SliceEvaluator evaluator = new SliceEvaluator(
                manager,
                reconstruction,
                Subsampling.fixed(ColumnSampling.EQUISPACED, List.of(new Acceleration(4, 0.08)), 3),
                mapping)) {
            for (SliceRef slice : brains) {
                try (KspaceFile file = KspaceFile.open(slice.file())) {
                    System.out.print("   brain " + text(evaluator.evaluate(slice, file.read(slice.index())).learned()));
                }
            }
        }
        System.out.println();
    }

    private static String text(Metrics m) {
        return String.format(Locale.ROOT, "%.3f/%.2f", m.ssim(), m.psnr());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".h5")).sorted().toList();
        }
    }
}
