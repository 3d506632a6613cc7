package org.larmor.jssl.experiment;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.MaskFile;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.SliceSelection;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.eval.BartWavelet;
import org.larmor.jssl.eval.Evaluator;
import org.larmor.jssl.eval.Learned;
import org.larmor.jssl.eval.Method;
import org.larmor.jssl.eval.Score;
import org.larmor.jssl.eval.Sense;
import org.larmor.jssl.eval.SubsampledSlice;
import org.larmor.jssl.eval.ZeroFilled;
import org.larmor.jssl.run.Mode;
import org.larmor.jssl.run.TrainingData;
import org.larmor.jssl.run.TrainingListener;
import org.larmor.jssl.run.TrainingOutput;
import org.larmor.jssl.run.TrainingRecipe;
import org.larmor.jssl.run.TrainingSession;
import org.larmor.jssl.sampling.ColumnSampling;
import org.larmor.jssl.step.TrainingSettings;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.engine.DeviceMemory;

/**
 * Runs a plan's cells. A finished cell stays; a training that was stopped goes on from its checkpoint. Used by one
 * thread.
 */
public final class Experiment {
    private static final int SAVE_EVERY = 100;

    private final NDManager manager;
    private final DeviceMemory memory;
    private final Plan plan;
    private final Path data;
    private final Path out;
    private final SliceUse use;
    private final Optional<ModelLibrary.Entry> start;
    private final String startSha;
    private final CellFolder finished;

    /**
     * @param memory of the device that networks are to lie on
     * @param data what the plan's paths are below
     * @param out gets {@code cells} and {@code models}, each slice use in a folder of its own
     * @param start the model that the plan starts from; empty where it starts from fresh weights
     */
    public Experiment(
            NDManager manager,
            DeviceMemory memory,
            Plan plan,
            Path data,
            Path out,
            SliceUse use,
            Optional<ModelLibrary.Entry> start)
            throws IOException {
        if (plan.start().isPresent() != start.isPresent()) {
            throw new DataException("plan " + plan.name() + " starts from "
                    + plan.start().orElse("fresh weights") + ", which is not what was given");
        }
        this.manager = manager;
        this.memory = memory;
        this.plan = plan;
        this.data = data;
        this.out = out;
        this.use = use;
        this.start = start;
        finished = new CellFolder(out.resolve("cells"));
        startSha = start.map(entry -> entry.model().sha256()).orElse("");
    }

    /**
     * The cell's figures where it is finished.
     *
     * @throws DataException where they were made under another plan
     */
    public Optional<CellResult> result(Cell cell) throws IOException {
        Optional<CellResult> result = finished.find(cell);
        if (result.isPresent() && !result.get().decided().equals(decided(cell))) {
            throw new DataException("cell " + cell.name() + " in " + out
                    + " was made under another plan, start or choice of slices; use another folder");
        }
        return result;
    }

    /**
     * Runs a cell.
     *
     * @return empty where {@code stop} came first; running it again goes on
     */
    public Optional<CellResult> run(Cell cell, BooleanSupplier stop, TrainingListener listener) throws IOException {
        long began = System.nanoTime();
        try (NDManager own = manager.newSubManager();
                NDManager weights = memory.device().manager()) {
            Method method;
            if (cell.contender().mode().isPresent()) {
                Optional<Path> trained = train(own, cell, cell.contender().mode().get(), stop, listener);
                if (trained.isEmpty()) {
                    return Optional.empty();
                }
                method = learned(cell, ModelFile.load(weights, trained.get()));
            } else {
                method = untrained(weights, cell);
            }
            List<Score> scores = new ArrayList<>();
            try (Evaluator evaluator = new Evaluator(own, memory);
                    OpenFiles files = new OpenFiles()) {
                for (SliceRef ref : measured()) {
                    SubsampledSlice slice = SubsampledSlice.of(
                            ref, files.read(ref), Plan.label(cell.acceleration()), subsampling(cell));
                    scores.addAll(evaluator.evaluate(List.of(method), slice, Evaluator.Sink.NONE));
                }
            }
            CellResult result = new CellResult(
                    cell.name(),
                    cell.contender().label(),
                    Plan.label(cell.acceleration()),
                    cell.seed().orElse(null),
                    decided(cell),
                    cell.contender().mode().isPresent() ? plan.steps() : 0,
                    (System.nanoTime() - began) / 1e9,
                    scores);
            finished.put(result);
            return Optional.of(result);
        }
    }

    private Method untrained(NDManager weights, Cell cell) throws IOException {
        return switch (cell.contender()) {
            case ZERO_FILLED -> new ZeroFilled();
            case SENSE -> new Sense();
            case BART_L1 -> new BartWavelet(plan.bartLambda(), Double.NaN);
            default -> {
                if (start.isPresent()) {
                    yield learned(cell, start.get().load(weights));
                }
                ModelConfig config = plan.preset().model(plan.network());
                Model model = new Model(config);
                Parameters parameters =
                        Parameters.initial(weights, model.parameters(), cell.seed().orElseThrow());
                yield new Learned(
                        cell.contender().label(),
                        new Reconstruction(model, parameters, Mode.JSSL.finalImage(config)),
                        config.maps());
            }
        };
    }

    private static Learned learned(Cell cell, ModelFile.Loaded loaded) {
        return new Learned(
                cell.contender().label(), loaded.reconstruction(), loaded.card().config().maps());
    }

    private Optional<Path> train(
            NDManager own, Cell cell, Mode mode, BooleanSupplier stop, TrainingListener listener) throws IOException {
        TrainingOutput output = new TrainingOutput(
                out.resolve("models").resolve(cell.name()),
                cell.name(),
                Safetensors.Storage.F32,
                SAVE_EVERY,
                plan.steps(),
                Map.of("experiment", plan.name() + ", " + cell.name()));
        long seed = cell.seed().orElseThrow();
        ModelConfig config = plan.preset().model(plan.network());
        TrainingSession.Start from = new TrainingSession.Start.Fresh();
        if (start.isPresent()) {
            config = start.get().model().config();
            from = new TrainingSession.Start.From(start.get());
        }
        TrainingRecipe recipe = new TrainingRecipe(
                config,
                new TrainingSettings(
                        plan.preset().rate().withBase(plan.learningRate()),
                        plan.preset().losses(),
                        plan.preset().clip(),
                        false),
                plan.batch(),
                plan.augmentation(),
                cell.contender().splitting().orElse(plan.preset().splitting()),
                cell.contender().stopped(),
                seed);
        boolean begun = Files.exists(output.checkpoint());
        try (TrainingSession session = begun
                ? TrainingSession.resume(own, memory, data(cell, mode), recipe, output, from)
                : TrainingSession.begin(own, memory, data(cell, mode), recipe, output, from)) {
            return session.run(plan.steps(), stop, listener) < plan.steps()
                    ? Optional.empty()
                    : Optional.of(output.card());
        }
    }

    private TrainingData data(Cell cell, Mode mode) {
        List<SliceRef> targets = targets();
        boolean onTarget = cell.contender() == Contender.SL_TARGET;
        Optional<TrainingData.Masks> masks = plan.masks()
                .map(m -> new TrainingData.Masks(
                        data.resolve(m.file()), m.rates().get(Plan.label(cell.acceleration()))));
        return new TrainingData(
                mode,
                onTarget ? targets : slices(plan.proxy()),
                targets,
                List.of(),
                List.of(cell.acceleration()),
                masks,
                plan.maskSeed());
    }

    /** What is learned from: nothing that is measured. */
    private List<SliceRef> targets() {
        List<SliceRef> targets = new ArrayList<>(slices(plan.target()));
        if (use == SliceUse.CHOOSING) {
            targets.removeAll(slices(plan.choosing()));
        }
        for (SliceRef slice : slices(plan.evaluation())) {
            if (targets.contains(slice)) {
                throw new DataException("plan " + plan.name() + " learns from " + slice.key() + ", which it evaluates on");
            }
        }
        return targets;
    }

    private List<SliceRef> measured() {
        return slices(use == SliceUse.CHOOSING ? plan.choosing() : plan.evaluation());
    }

    private Subsampling subsampling(Cell cell) {
        return plan.masks()
                .map(m -> MaskFile.subsampling(
                        data.resolve(m.file()), m.rates().get(Plan.label(cell.acceleration()))))
                .orElseGet(() -> Subsampling.fixed(
                        ColumnSampling.EQUISPACED, List.of(cell.acceleration()), plan.maskSeed()));
    }

    private List<SliceRef> slices(List<String> names) {
        return SliceSelection.of(
                names.stream().map(name -> data + "/" + name).toList());
    }

    private String decided(Cell cell) {
        String text = plan.deciding(cell) + use + cell.name() + (cell.contender().learned() ? startSha : "");
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
