package org.larmor.cli;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.eval.BartWavelet;
import org.larmor.jssl.eval.ComparisonSheet;
import org.larmor.jssl.eval.Evaluator;
import org.larmor.jssl.eval.Learned;
import org.larmor.jssl.eval.Mean;
import org.larmor.jssl.eval.Method;
import org.larmor.jssl.eval.Score;
import org.larmor.jssl.eval.ScoreFile;
import org.larmor.jssl.eval.Sense;
import org.larmor.jssl.eval.SubsampledSlice;
import org.larmor.jssl.eval.ZeroFilled;
import org.larmor.models.ModelFile;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Subsamples complete slices, reconstructs them by models and by classical methods, and compares"
                + " with the root sum of squares of all their k-space.",
        footer = {
            "",
            "PSNR, SSIM (7×7) and NMSE are without any scale fit, with each slice's maximum as range. DIR gets"
                    + " scores.csv and comparison.png (truth, images, differences). BART's L1-wavelet (bart-l1) is"
                    + " run by its own tools, with the weight stated.",
            "",
            "Examples:",
            "  larmor evaluate --model run/model.json --data heart#3-5 --masks masks.json --rates x4,x8 --out out",
            "  larmor evaluate --data brain --accelerations 2,4,8,16 --methods zero-filled,sense,bart",
            "",
            "Exit codes: 0 fine, 1 failed, 2 usage."
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    /** Slices that the comparison shows, spread over all. */
    private static final int SHOWN = 6;

    private enum Classical {
        ZERO_FILLED("zero-filled"),
        SENSE("sense"),
        BART("bart");

        private final String label;

        Classical(String label) {
            this.label = label;
        }
    }

    @Option(
            names = "--model",
            paramLabel = "CARD|NAME",
            arity = "1..*",
            description = "Models: their cards (.json), or their names; starter is in the program.")
    private List<String> models = List.of();

    @Mixin
    private ModelChoice library = new ModelChoice();

    @Option(
            names = "--data",
            paramLabel = "PATH",
            arity = "1..*",
            required = true,
            description = "Complete slices: files, folders, .txt lists, each with #0,2,5-7 for some slices.")
    private List<String> data;

    @Mixin
    private SliceOptions slices = new SliceOptions();

    @Mixin
    private SamplingOptions sampling = new SamplingOptions();

    @Option(
            names = "--methods",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "zero-filled,sense",
            description = "Beside the models: zero-filled, sense, bart. Default: ${DEFAULT-VALUE}.")
    private Set<String> methods;

    @Option(
            names = "--bart-lambda",
            paramLabel = "L",
            defaultValue = "0.005",
            description = "Weight of BART's L1-wavelet term. Default: ${DEFAULT-VALUE}.")
    private double bartLambda;

    @Option(names = "--out", paramLabel = "DIR", description = "Gets scores.csv and comparison.png.")
    private @Nullable Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Gets every figure.")
    private @Nullable Path json;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Native threads. Default: 1.")
    private int threads;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Map<String, Subsampling> ways = ways();
        TorchEngine.load(threads);
        DeviceMemory memory = device.memory();
        List<SliceRef> chosen = slices.slices(data);
        slices.requireUse();
        List<Score> scores = new ArrayList<>();
        ComparisonSheet sheet = new ComparisonSheet();
        try (NDManager manager = TorchEngine.manager();
                NDManager weights = memory.device().manager();
                Evaluator evaluator = new Evaluator(manager, memory);
                OpenFiles files = new OpenFiles()) {
            List<Method> compared = classical();
            for (String model : models) {
                compared.add(learned(weights, model, compared));
            }
            int total = chosen.size();
            int shown = Math.clamp(SHOWN / ways.size(), 1, Math.max(total, 1));
            for (int i = 0; i < total; i++) {
                SliceRef ref = chosen.get(i);
                boolean show = out != null && (long) i * shown / total != (i + 1L) * shown / total;
                for (Map.Entry<String, Subsampling> way : ways.entrySet()) {
                    SubsampledSlice slice = SubsampledSlice.of(ref, files.read(ref), way.getKey(), way.getValue());
                    if (show) {
                        sheet.slice(slice, evaluator.truth(slice));
                    }
                    scores.addAll(evaluator.evaluate(
                            compared,
                            slice,
                            show ? (s, method, image, score) -> sheet.image(image, score) : Evaluator.Sink.NONE));
                }
            }
        }
        report(scores, sheet);
        return ExitCode.FINE;
    }

    private Map<String, Subsampling> ways() {
        for (String method : methods) {
            if (Arrays.stream(Classical.values()).noneMatch(c -> c.label.equals(method))) {
                throw new ParameterException(
                        spec.commandLine(), "there is no method " + method + ": zero-filled, sense or bart");
            }
        }
        try {
            return sampling.ways();
        } catch (IllegalArgumentException | DataException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Method> classical() {
        List<Method> chosen = new ArrayList<>();
        for (Classical method : Classical.values()) {
            if (methods.contains(method.label)) {
                chosen.add(
                        switch (method) {
                            case ZERO_FILLED -> new ZeroFilled();
                            case SENSE -> new Sense();
                            case BART -> bart();
                        });
            }
        }
        return chosen;
    }

    private BartWavelet bart() {
        if (!BartWavelet.installed()) {
            throw new DataException("bart is not installed; leave it out of --methods");
        }
        return new BartWavelet(Map.of(), bartLambda);
    }

    private Learned learned(NDManager weights, String model, List<Method> others) throws IOException {
        ModelFile.Loaded loaded = library.find(model).load(weights);
        String name = loaded.card().name();
        boolean taken = others.stream().anyMatch(method -> method.name().equals(name));
        return new Learned(
                taken ? model : name,
                loaded.reconstruction(),
                loaded.card().config().maps());
    }

    private void report(List<Score> scores, ComparisonSheet sheet) throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        List<Mean> means = Mean.of(scores);
        ScoreTable.slices(scores).print(print);
        print.println();
        ScoreTable.means(means).print(print);
        if (out != null) {
            Files.createDirectories(out);
            ScoreFile.write(out.resolve("scores.csv"), scores);
            sheet.write(out.resolve("comparison.png"));
            print.println("scores.csv and comparison.png in " + out);
        }
        if (json != null) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("slices", scores);
            document.put("means", means);
            JSON.writeValue(json.toFile(), document);
        }
        print.flush();
    }
}
