package org.larmor.adapt.runs;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.adapt.samples.ImageStore;
import org.larmor.adapt.samples.SampleException;
import org.larmor.adapt.samples.SampleStore;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.run.AugmentationKind;
import org.larmor.jssl.run.Mode;
import org.larmor.jssl.run.Preset;
import org.larmor.jssl.run.TrainingData;
import org.larmor.jssl.run.TrainingListener;
import org.larmor.jssl.run.TrainingListeners;
import org.larmor.jssl.run.TrainingOutput;
import org.larmor.jssl.run.TrainingRecipe;
import org.larmor.jssl.run.TrainingSession;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.step.TrainingSettings;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.nn.ModelConfig;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a run: JSSL from the champion on, on samples and proxies, as {@code larmor train} does it with files. */
public final class RunTraining {
    /** In a run's folder once it is done: the steps. */
    public static final String DONE = "done";

    private static final Logger LOG = LoggerFactory.getLogger(RunTraining.class);
    private static final int SAVE_EVERY = 25;
    private static final int VALIDATIONS = 3;
    private static final int EXAMPLES = 3;
    private static final int MOST_ACCELERATIONS = 4;
    private static final String CHAMPION = "champion";

    private final KafkaConnection kafka;
    private final TrainingOrder order;
    private final Path folder;
    private final StoredSlices slices;
    private final SampleStore samples;
    private final ImageStore images;
    private final DeviceMemory memory;

    /**
     * @param folder of this run alone: champion, checkpoint, curves, and in the end the model
     * @param keys of samples and proxies
     * @param memory of the device that the network is to be trained on
     */
    public RunTraining(KafkaConnection kafka, TrainingOrder order, Path folder, ScanKeys keys, DeviceMemory memory) {
        this.memory = memory;
        this.kafka = kafka;
        this.order = order;
        this.folder = folder;
        this.samples = new SampleStore(kafka, keys);
        this.slices = new StoredSlices(samples);
        this.images = new ImageStore(kafka, keys);
    }

    /** What the model will be called. */
    public static String name(TrainingOrder order) {
        return order.domain() + "-" + order.run();
    }

    /** Where the model's card will lie. */
    public static Path card(TrainingOrder order, Path folder) {
        return folder.resolve(name(order) + ".json");
    }

    /**
     * Trains until the run's steps are done, its minutes are over, the weights are as far from the champion's as they may
     * be, or {@code stop} says so; goes on from the folder's checkpoint, if there is one.
     *
     * @return the steps that are done
     * @throws DataException where there is nothing to learn from any more
     */
    public long train(BooleanSupplier stop, TrainingListener listener) throws IOException {
        ModelLibrary.Entry champion = champion();
        TrainingData data = data();
        TrainingOutput output = new TrainingOutput(
                folder,
                name(order),
                Safetensors.Storage.F32,
                SAVE_EVERY,
                Math.max(1, order.steps() / VALIDATIONS),
                notes(data));
        TrainingRecipe recipe = recipe(champion.model().config(), order.seed());
        TrainingSession.Start start = new TrainingSession.Start.From(champion);
        try (NDManager manager = TorchEngine.manager();
                TrainingSession session = Files.exists(output.checkpoint())
                        ? TrainingSession.resume(manager, memory, data, recipe, output, start)
                        : TrainingSession.begin(manager, memory, data, recipe, output, start)) {
            long until = System.nanoTime() + Duration.ofMinutes(order.minutes()).toNanos();
            BooleanSupplier enough = () -> System.nanoTime() - until > 0 || isFar(session);
            Optional<ExampleImages> examples = examples(manager, champion);
            if (examples.isEmpty()) {
                return session.run(order.steps(), stop, enough, listener);
            }
            try (ExampleImages shown = examples.get()) {
                long done =
                        session.run(order.steps(), stop, enough, new TrainingListeners(List.of(listener, shown)));
                if (!stop.getAsBoolean()) {
                    shown.ended(done);
                }
                return done;
            }
        }
    }

    /** How a site trains; by what samples hide, which is never trained on anyway, it is told when the model was best. */
    public static TrainingRecipe recipe(ModelConfig config, long seed) {
        Preset preset = Preset.of(config.network()).orElse(Preset.ADAPT);
        return new TrainingRecipe(
                config,
                new TrainingSettings(preset.rate(), preset.losses(), preset.clip(), false),
                1,
                AugmentationKind.NONE,
                preset.splitting(),
                true,
                seed);
    }

    /** Of the first sample that can be read. */
    private Optional<ExampleImages> examples(NDManager manager, ModelLibrary.Entry champion) {
        Map<String, LedgerEntry> ledger = LogTable.read(kafka, Topics.ADAPT_LEDGER).all();
        for (String id : order.samples()) {
            LedgerEntry entry = ledger.get(id);
            if (entry != null && !entry.gone()) {
                try {
                    Optional<Sample> sample = samples.read(entry.sample());
                    if (sample.isPresent()) {
                        return Optional.of(new ExampleImages(
                                manager,
                                champion,
                                card(order, folder),
                                entry.sample(),
                                sample.get().slice(),
                                images,
                                Math.ceilDiv(Math.max(1, order.steps() / EXAMPLES), SAVE_EVERY) * (long) SAVE_EVERY));
                    }
                } catch (IOException | SampleException e) {
                    LOG.warn("sample {} cannot be shown: {}", id, e.toString());
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the weights are as far from the champion's as they may be. */
    private boolean isFar(TrainingSession session) {
        try {
            return order.weights() > 0 && session.drift() > order.weights();
        } catch (IOException e) {
            throw new UncheckedIOException("the champion's weights", e);
        }
    }

    private ModelLibrary.Entry champion() throws IOException {
        Path kept = Files.createDirectories(folder.resolve(CHAMPION));
        try (ModelRegistry registry = ModelRegistry.read(kafka)) {
            ModelVersion version = registry.version(order.champion())
                    .orElseThrow(() -> new DataException("the champion " + order.champion() + " is not in the registry"));
            String name = version.version().substring(0, version.version().lastIndexOf('@'));
            Path card = kept.resolve(name + ".json");
            if (Files.notExists(card)) {
                card = registry.export(version, kept);
            }
            return ModelLibrary.of(card).entries().getFirst();
        }
    }

    /** What is still there of what was ordered: what has been forgotten, or has made room, is left out. */
    private TrainingData data() {
        Map<String, LedgerEntry> samples = LogTable.read(kafka, Topics.ADAPT_LEDGER).all();
        Map<String, ProxySlice> proxies = LogTable.read(kafka, Topics.ADAPT_PROXIES).all();
        List<SliceRef> targets = new ArrayList<>();
        Set<Acceleration> accelerations = new LinkedHashSet<>();
        for (String id : order.samples()) {
            LedgerEntry entry = samples.get(id);
            if (entry != null && !entry.gone() && !entry.heldOut()) {
                SliceRef slice = slices.sample(entry.sample());
                if (slices.isThere(slice)) {
                    targets.add(slice);
                    if (accelerations.size() < MOST_ACCELERATIONS) {
                        slices.open(slice.file()).whole(0).ifPresent(whole -> accelerations.add(acceleration(whole.slice())));
                    }
                }
            }
        }
        return new TrainingData(
                Mode.JSSL,
                named(order.proxies(), proxies, false),
                targets,
                named(order.validation(), proxies, true),
                accelerations.isEmpty() ? List.of(Acceleration.parse("4")) : List.copyOf(accelerations),
                Optional.empty(),
                order.seed(),
                slices);
    }

    private List<SliceRef> named(List<String> ids, Map<String, ProxySlice> proxies, boolean validation) {
        return ids.stream()
                .flatMap(id -> Optional.ofNullable(proxies.get(id)).stream())
                .filter(proxy -> proxy.validation() == validation)
                .map(slices::proxy)
                .filter(slices::isThere)
                .toList();
    }

    /**
     * How proxies are to be subsampled so that they look like a target as it is reconstructed: with all that was acquired of
     * it. What its maps are made of counts as acquired, since a proxy has its own centre for that alone.
     */
    public static Acceleration acceleration(KspaceSlice slice) {
        boolean[] acquired = slice.acquired().clone();
        if (slice.calibration() != null) {
            int first = slice.calibration().first();
            Arrays.fill(acquired, first, first + slice.calibration().count(), true);
        }
        return Acceleration.of(ColumnMask.acquired(acquired));
    }

    private Map<String, String> notes(TrainingData data) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("run", order.run());
        notes.put("domain", order.domain());
        notes.put("parent", order.champion());
        notes.put("policy", order.policy());
        notes.put("learned from", data.targets().size() + " samples and " + data.proxies().size() + " proxies");
        return notes;
    }
}
