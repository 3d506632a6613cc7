package org.larmor.bench;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.larmor.jssl.Acceleration;
import org.larmor.jssl.ColumnMask;
import org.larmor.jssl.ColumnSampling;
import org.larmor.jssl.LearningRate;
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
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Finish;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.nn.Reconstruction;
import org.larmor.nn.VsharpConfig;
import org.larmor.recon.engine.TorchEngine;

/**
 * A short joint training on the small task, to see that it learns. Arguments: the data folder, steps, learning rate,
 * the coil mapping.
 * Evaluates on slice 6 of each target file, which is the one for choosing.
 */
public final class TrainOnData {
    private static final int COLUMNS = 120;

    private TrainOnData() {}

    public static void main(String[] args) throws IOException {
        Path data = Path.of(args[0]);
        int steps = Integer.parseInt(args[1]);
        double rate = Double.parseDouble(args[2]);
        CoilMapping mapping = CoilMapping.valueOf(args[3]);
        TorchEngine.load();
        Map<String, ColumnMask> masks =
                new HashMap<>(MaskFile.read(data.resolve("heart_8ch/masks.json"), "x4", COLUMNS));
        List<SliceRef> proxies = new ArrayList<>();
        for (Path path : files(data.resolve("brain_8ch"))) {
            try (KspaceFile file = KspaceFile.open(path)) {
                proxies.addAll(file.references());
            }
        }
        List<SliceRef> targets = new ArrayList<>();
        List<SliceRef> choosing = new ArrayList<>();
        for (Path path : files(data.resolve("heart_8ch"))) {
            for (int slice : new int[] {0, 1, 2}) {
                targets.add(new SliceRef(path, slice));
            }
            choosing.add(new SliceRef(path, 6));
        }
        List<TrainingSet> sets = List.of(
                new TrainingSet(
                        proxies,
                        false,
                        Subsampling.drawn(ColumnSampling.EQUISPACED, List.of(new Acceleration(4, 0.08)))),
                new TrainingSet(targets, true, Subsampling.listed(masks)));
        Model model = new Model(new ModelConfig(VsharpConfig.of(4, 4, 16, 3), Optional.empty()));
        try (NDManager manager = NDManager.newBaseManager();
                SampleSource source = new SampleSource(
                        manager, sets, new SampleSource.SampleOptions(1, 1, Splitting.GAUSSIAN, mapping, false));
                Trainer trainer = new Trainer(
                        manager,
                        model,
                        Parameters.initial(manager, model.parameters(), 1),
                        TrainingOptions.of(LearningRate.constant(rate)))) {
            Path checkpoint = Files.createTempFile("larmor", ".safetensors");
            TrainingRun run = new TrainingRun(manager, trainer, source, checkpoint, 1_000_000);
            Subsampling fixed = Subsampling.listed(masks);
            evaluate(manager, model, trainer, choosing, fixed, mapping);
            for (int done = 0; done < steps; done += steps / 4) {
                double[] sum = {0, 0};
                run.until(done + steps / 4, () -> false, report -> {
                    sum[0] += report.loss();
                    sum[1]++;
                });
                System.out.printf("steps %d, mean loss %.3f%n", trainer.iteration(), sum[0] / sum[1]);
                evaluate(manager, model, trainer, choosing, fixed, mapping);
            }
            Files.delete(checkpoint);
        }
    }

    private static void evaluate(
            NDManager manager,
            Model model,
            Trainer trainer,
            List<SliceRef> slices,
            Subsampling subsampling,
            CoilMapping mapping) {
        Reconstruction reconstruction = new Reconstruction(model, trainer.parameters(), Finish.MODULUS);
        try (SliceEvaluator evaluator = new SliceEvaluator(manager, reconstruction, subsampling, mapping)) {
            for (SliceRef slice : slices) {
                try (KspaceFile file = KspaceFile.open(slice.file())) {
                    SliceEvaluator.Outcome outcome = evaluator.evaluate(slice, file.read(slice.index()));
                    System.out.printf(
                            "  %s  zero-filled %s  learned %s%n",
                            slice.key(), text(outcome.zeroFilled()), text(outcome.learned()));
                }
            }
        }
    }

    private static String text(Metrics m) {
        return String.format(java.util.Locale.ROOT, "SSIM %.3f PSNR %.2f NMSE %.4f", m.ssim(), m.psnr(), m.nmse());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".h5")).sorted().toList();
        }
    }
}
