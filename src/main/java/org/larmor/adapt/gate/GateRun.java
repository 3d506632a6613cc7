package org.larmor.adapt.gate;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.jssl.data.DataException;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelFile;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;

/** Measures a challenger as it was ordered, and judges it. */
public final class GateRun {
    /** In the gate's folder once it is done. */
    public static final String REPORT = "report.json";

    private final KafkaConnection kafka;
    private final GateOrder order;
    private final Path folder;
    private final ScanKeys keys;
    private final DeviceMemory memory;

    /**
     * @param folder of this gate alone: what was measured so far, and in the end the report
     * @param keys of samples and proxies
     * @param memory of the device that the networks are to lie on
     */
    public GateRun(KafkaConnection kafka, GateOrder order, Path folder, ScanKeys keys, DeviceMemory memory) {
        this.kafka = kafka;
        this.order = order;
        this.folder = folder;
        this.keys = keys;
        this.memory = memory;
    }

    /**
     * Goes on with what the folder has.
     *
     * @param stop asked before each slice
     * @return whether it came to its end
     * @throws DataException where the order is not what was fixed, or a version is not there
     */
    public boolean judge(BooleanSupplier stop) throws IOException {
        Criteria criteria = Criteria.ofJson(order.criteria());
        if (!criteria.hash().equals(order.criteriaHash())) {
            throw new DataException("the criteria are not those that were fixed when the gate was ordered");
        }
        Optional<TrainingOrder> training = training();
        try (NDManager manager = TorchEngine.inferenceManager();
                ModelRegistry registry = ModelRegistry.read(kafka);
                LoadedModels loaded = new LoadedModels(registry, () -> memory);
                LoadedModels.Use use = loaded.use()) {
            Map<Party, ModelFile.Loaded> models = new EnumMap<>(Party.class);
            models.put(Party.CHALLENGER, load(use, order.challenger()));
            models.put(Party.CHAMPION, load(use, order.champion()));
            if (!List.of("", order.champion(), order.challenger()).contains(order.baseline())) {
                models.put(Party.BASELINE, load(use, order.baseline()));
            }
            Measurements measured;
            try (Measuring measuring = new Measuring(manager, memory, models, new Figures(folder))) {
                if (!measuring.proxies(kafka, order, keys, criteria, stop) || !measuring.hidden(kafka, order, keys, stop)) {
                    return false;
                }
                measured = measuring.measurements(training.map(this::subjects).orElse(Set.of()));
            }
            write(Report.of(
                    order,
                    criteria,
                    measured,
                    training.orElse(null),
                    Judge.judge(criteria, measured),
                    new WorstSlices(manager, memory, models, kafka, keys).of(measured)));
            return true;
        }
    }

    /** What the challenger was made by, where that was a run of this site. */
    private Optional<TrainingOrder> training() {
        return LogTable.read(kafka, Topics.ADAPT_RUNS).all().values().stream()
                .filter(run -> order.challenger().equals(run.version()))
                .flatMap(run -> run.order() instanceof TrainingOrder training ? Stream.of(training) : Stream.empty())
                .findFirst();
    }

    /** Whom a training has learned from, as far as the ledger remembers. */
    private Set<String> subjects(TrainingOrder training) {
        Map<String, LedgerEntry> ledger = LogTable.read(kafka, Topics.ADAPT_LEDGER).all();
        return training.samples().stream()
                .map(ledger::get)
                .filter(Objects::nonNull)
                .map(entry -> entry.sample().order().teaching().subject())
                .collect(Collectors.toSet());
    }

    private static ModelFile.Loaded load(LoadedModels.Use models, String version) throws IOException {
        return models.get(version)
                .orElseThrow(() -> new DataException("version " + version + " is not in the registry any more"));
    }

    private void write(Report report) throws IOException {
        Path part = folder.resolve(REPORT + ".part");
        Files.writeString(part, report.json());
        Files.move(part, folder.resolve(REPORT), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
