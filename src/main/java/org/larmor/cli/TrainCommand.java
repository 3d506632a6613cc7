package org.larmor.cli;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.SliceSelection;
import org.larmor.jssl.run.AugmentationKind;
import org.larmor.jssl.run.Mode;
import org.larmor.jssl.run.NetworkKind;
import org.larmor.jssl.run.Preset;
import org.larmor.jssl.run.TrainingData;
import org.larmor.jssl.run.TrainingOutput;
import org.larmor.jssl.run.TrainingRecipe;
import org.larmor.jssl.run.TrainingSession;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.Splitting;
import org.larmor.jssl.step.LearningRate;
import org.larmor.jssl.step.TrainingSettings;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.ModelConfig;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a reconstruction network: supervised on fully sampled proxy scans, self-supervised on"
                + " subsampled target scans, or both at once (JSSL).",
        footer = {
            "",
            "A PATH is a file (fastMRI's HDF5), a folder of them, or a .txt list of such names; PATH#0,2,5-7 picks"
                    + " slices. DIR gets NAME.safetensors and NAME.json (the model), checkpoint.safetensors,"
                    + " recipe.json, curves.csv and curves.png. Ctrl-C saves all of them; --resume goes on exactly"
                    + " where they were saved.",
            "",
            "Examples:",
            "  larmor train --mode jssl --proxy brain --target heart#0,1,2 --preset tiny --steps 500 --out run",
            "  larmor train --mode sl --proxy brain --exclude p7.h5 --validate brain/p7.h5 --model unet --steps 2000 --out unet",
            "  larmor train --mode jssl --proxy brain --target heart#0,1,2,6 --masks masks.json --rate x4 \\",
            "      --accelerations 4 --from starter --validate heart#7 --steps 300 --out adapted",
            "",
            "Exit codes: 0 fine, 1 failed, 2 usage, 130 stopped by Ctrl-C (after saving)."
        })
final class TrainCommand implements Callable<Integer> {
    private static final int STOPPED = 130;

    @Option(names = "--mode", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
    private Mode mode;

    @Option(names = "--proxy", paramLabel = "PATH", arity = "1..*", description = "Fully sampled slices.")
    private List<String> proxies = List.of();

    @Option(
            names = "--target",
            paramLabel = "PATH",
            arity = "1..*",
            description = "Slices of which never more than one subsampling is seen.")
    private List<String> targets = List.of();

    @Mixin
    private SliceOptions slices = new SliceOptions();

    @Option(
            names = "--model",
            defaultValue = "vsharp",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private NetworkKind network;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "Size, losses and learning rate: one of ${COMPLETION-CANDIDATES}. Default: that of --from's"
                    + " model, else TINY.")
    private @Nullable Preset chosenPreset;

    @Option(
            names = "--from",
            paramLabel = "CARD|NAME",
            description = "Start from this model (its .json, or a name like starter), of its size.")
    private @Nullable String from;

    @Mixin
    private ModelChoice library = new ModelChoice();

    @Option(
            names = "--maps",
            description = "Where the first coil maps come from: ${COMPLETION-CANDIDATES}. Default: as the model has it.")
    private @Nullable CoilMapping maps;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Gets the results.")
    private Path out;

    @Option(names = "--name", defaultValue = "model", description = "The model's name. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(names = "--steps", paramLabel = "N", required = true, description = "Steps in all, resumed ones counted.")
    private long steps;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Instead of the preset's.")
    private @Nullable Double learningRate;

    @Option(names = "--clip", paramLabel = "R", description = "Largest 2-norm of the gradients.")
    private @Nullable Double clip;

    @Option(
            names = "--accelerations",
            paramLabel = "N",
            split = ",",
            defaultValue = "4,8",
            description = "How much is left out: 2, 4, 8, 16, or FACTOR/CENTRE FRACTION. Default: ${DEFAULT-VALUE}.")
    private List<String> accelerations;

    @Option(names = "--masks", paramLabel = "FILE", description = "The targets' subsampling as listed (JSON).")
    private @Nullable Path masks;

    @Option(names = "--rate", paramLabel = "NAME", description = "Which of the listed: x4, x8, …")
    private @Nullable String rate;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of every draw. Default: 1.")
    private long seed;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "1", description = "Samples of a step. Default: 1.")
    private int batch;

    @Option(
            names = "--augmentation",
            paramLabel = "KIND",
            defaultValue = "NONE",
            description = "What proxies become at each draw: NONE (as measured), TURNED (cropped, turned, flipped at"
                    + " random), RESIMULATED (warped, mixed with drawn shapes, with new coils, phase and noise)."
                    + " Default: ${DEFAULT-VALUE}.")
    private AugmentationKind augmentation;

    @Option(
            names = "--splitting",
            paramLabel = "KIND",
            description = "What of the targets' k-space the network is compared with: points (GAUSSIAN, UNIFORM) or whole"
                    + " columns (COLUMNS). Default: the preset's.")
    private @Nullable Splitting splitting;

    @Option(
            names = "--early-stopping",
            description = "Never train on a third part of the targets' k-space, an eighth of the lines outside the centre,"
                    + " and keep the model that tells it best.")
    private boolean earlyStopping;

    @Option(
            names = "--recompute",
            description = "Compute each vSHARP step again on the way back: less memory, more time.")
    private boolean recompute;

    @Option(names = "--validate", paramLabel = "PATH", arity = "1..*", description = "Fully sampled, to measure by.")
    private List<String> validation = List.of();

    @Option(names = "--validate-every", paramLabel = "N", defaultValue = "500", description = "Steps. Default: 500.")
    private int validateEvery;

    @Option(names = "--save-every", paramLabel = "N", defaultValue = "500", description = "Steps. Default: 500.")
    private int saveEvery;

    @Option(
            names = "--storage",
            defaultValue = "F32",
            description = "The model's numbers: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Safetensors.Storage storage;

    @Option(
            names = "--note",
            paramLabel = "KEY=TEXT",
            description = "For the model's card: licence, limits, …; may be given often.")
    private Map<String, String> notes = Map.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Native threads; with one, the same numbers come out every time. Default: 1.")
    private int threads;

    @Option(names = "--resume", description = "Go on from DIR's checkpoint.")
    private boolean resume;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        check();
        TorchEngine.load(threads);
        DeviceMemory memory = device.memory();
        TrainingData data = data();
        TrainingOutput output =
                new TrainingOutput(out, name, storage, saveEvery, validateEvery, cardNotes());
        PrintWriter told = spec.commandLine().getErr();
        long done;
        try (NDManager manager = TorchEngine.manager();
                StopRequest stop = new StopRequest(() -> {
                    told.println("stopping after this step, then saving …");
                    told.flush();
                })) {
            try (TrainingProgress progress = new TrainingProgress(spec.commandLine().getOut(), steps);
                    TrainingSession session = session(manager, memory, data, output)) {
                done = session.run(steps, stop, progress);
            }
            if (done < steps) {
                told.println("stopped after step " + done + " of " + steps + "; go on with --resume");
                told.flush();
                return STOPPED;
            }
        }
        spec.commandLine().getOut().println("model " + output.card());
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }

    private void check() {
        require(steps >= 1 && batch >= 1 && threads >= 1, "--steps, --batch and --threads count from 1");
        require(saveEvery >= 1 && validateEvery >= 1, "--save-every and --validate-every count from 1");
        require((masks == null) == (rate == null), "--masks and --rate go together");
        require(learningRate == null || learningRate > 0, "--learning-rate is positive");
        require(mode.targets() || (splitting == null && !earlyStopping),
                "--splitting and --early-stopping are for targets, and --mode " + mode + " has none");
        require(clip == null || clip > 0, "--clip is positive");
        require(name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"), "--name is a file's name without folder");
        require(!name.equals("checkpoint") && !name.equals("recipe") && !name.equals("best"), "--name " + name + " is taken");
        require(!mode.proxies() || !proxies.isEmpty(), "--mode " + mode + " needs --proxy");
        require(!mode.targets() || !targets.isEmpty(), "--mode " + mode + " needs --target");
        require(resume || !Files.exists(out.resolve("checkpoint.safetensors")),
                out + " holds a training already: --resume goes on with it, or choose another --out");
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private TrainingData data() {
        List<SliceRef> proxySlices = slices.slices(proxies);
        List<SliceRef> targetSlices = slices.slices(targets);
        slices.requireUse();
        // what is kept out of the training may well be measured by
        List<SliceRef> validationSlices = SliceSelection.of(validation);
        return new TrainingData(
                mode,
                proxySlices,
                targetSlices,
                validationSlices,
                accelerations.stream().map(this::acceleration).toList(),
                masks == null || rate == null ? Optional.empty() : Optional.of(new TrainingData.Masks(masks, rate)),
                seed);
    }

    private Acceleration acceleration(String text) {
        try {
            return Acceleration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private TrainingSession session(
            NDManager manager, DeviceMemory memory, TrainingData data, TrainingOutput output) throws IOException {
        Optional<ModelLibrary.Entry> model = from == null ? Optional.empty() : Optional.of(library.find(from));
        TrainingSession.Start start = model.<TrainingSession.Start>map(TrainingSession.Start.From::new)
                .orElseGet(TrainingSession.Start.Fresh::new);
        TrainingRecipe recipe = recipe(model.map(m -> m.model().config()));
        return resume
                ? TrainingSession.resume(manager, memory, data, recipe, output, start)
                : TrainingSession.begin(manager, memory, data, recipe, output, start);
    }

    private TrainingRecipe recipe(Optional<ModelConfig> given) {
        Preset preset = chosenPreset != null
                ? chosenPreset
                : given.flatMap(config -> Preset.of(config.network())).orElse(Preset.TINY);
        ModelConfig config = given.orElseGet(() -> preset.model(network));
        if (maps != null) {
            config = config.withMaps(maps);
        }
        LearningRate course = learningRate == null ? preset.rate() : preset.rate().withBase(learningRate);
        OptionalDouble norm = clip == null ? preset.clip() : OptionalDouble.of(clip);
        return new TrainingRecipe(
                config,
                new TrainingSettings(course, preset.losses(), norm, recompute),
                batch,
                augmentation,
                splitting == null ? preset.splitting() : preset.splitting().with(splitting),
                earlyStopping,
                seed);
    }

    private Map<String, String> cardNotes() {
        Map<String, String> all = new LinkedHashMap<>();
        List<String> arguments = spec.commandLine().getParseResult().originalArgs();
        all.put("command", "larmor " + arguments.stream().map(TrainCommand::shown).collect(Collectors.joining(" ")));
        all.putAll(notes);
        return all;
    }

    /** Folders of this machine are nobody's business: of a path from the root, its name alone. */
    private static String shown(String argument) {
        String told = argument.startsWith("/") ? argument.substring(argument.lastIndexOf('/') + 1) : argument;
        return told.contains(" ") ? "'" + told + "'" : told;
    }
}
