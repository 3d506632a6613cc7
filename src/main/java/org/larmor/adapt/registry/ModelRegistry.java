package org.larmor.adapt.registry;

import ai.djl.ndarray.NDManager;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.PieceLog;
import org.larmor.bus.Topics;
import org.larmor.bus.record.MeasuredRange;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.QualityLimit;
import org.larmor.models.ModelCard;
import org.larmor.models.ModelException;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.models.ModelSource;
import org.larmor.scan.ModelRange;
import org.larmor.scan.ScanFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The site's models, as they come and go in the log. Until somebody has said otherwise the model that the program brings
 * along serves every domain.
 */
public final class ModelRegistry implements ModelSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);

    private final KafkaConnection kafka;
    private final ModelLibrary bundled;
    private final LogTable<ModelVersion> versions;
    private final LogTable<ModelAlias> aliases;
    /** What is told to the router, by version; empty where the card is none. */
    private final Map<String, Optional<ScanFacts.Model>> facts = new ConcurrentHashMap<>();

    private ModelRegistry(
            KafkaConnection kafka,
            ModelLibrary bundled,
            LogTable<ModelVersion> versions,
            LogTable<ModelAlias> aliases) {
        this.kafka = kafka;
        this.bundled = bundled;
        this.versions = versions;
        this.aliases = aliases;
    }

    /** Follows the registry; what is there is known when this returns. */
    public static ModelRegistry follow(KafkaConnection kafka) throws IOException {
        ModelLibrary bundled = ModelLibrary.bundled();
        LogTable<ModelVersion> versions = LogTable.follow(kafka, Topics.MODEL_VERSIONS);
        try {
            return new ModelRegistry(kafka, bundled, versions, LogTable.follow(kafka, Topics.MODEL_ALIASES));
        } catch (RuntimeException e) {
            versions.close();
            throw e;
        }
    }

    /** The registry as it is now, which is not followed. */
    public static ModelRegistry read(KafkaConnection kafka) throws IOException {
        return new ModelRegistry(
                kafka,
                ModelLibrary.bundled(),
                LogTable.read(kafka, Topics.MODEL_VERSIONS),
                LogTable.read(kafka, Topics.MODEL_ALIASES));
    }

    /** Whether it is being followed. */
    public boolean isAlive() {
        return versions.isAlive() && aliases.isAlive();
    }

    /** Reads what was written until now. Blocks. */
    public void catchUp() {
        versions.catchUp();
        aliases.catchUp();
    }

    public Collection<ModelVersion> versions() {
        return versions.all().values();
    }

    public Collection<ModelAlias> aliases() {
        return aliases.all().values();
    }

    public Optional<ModelVersion> version(String version) {
        return versions.get(version);
    }

    /**
     * A version by its name, if there is only one of it, or by its version.
     *
     * @throws ModelException where there is none or several
     */
    public ModelVersion find(String nameOrVersion) {
        List<ModelVersion> found = versions().stream()
                .filter(version -> version.version().equals(nameOrVersion)
                        || version.version().startsWith(nameOrVersion + "@"))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        List<String> said = (found.isEmpty() ? versions() : found)
                .stream().map(ModelVersion::version).sorted().toList();
        throw new ModelException((found.isEmpty() ? "no model " : "more than one model ") + nameOrVersion
                + " in the registry; there are: " + (said.isEmpty() ? "none" : String.join(", ", said)));
    }

    /** What an alias of this very domain stands for. */
    public Optional<String> alias(String domain, ModelAlias.Name name) {
        return aliases.get(ModelAlias.key(domain, name)).map(ModelAlias::version);
    }

    /** The version that serves a domain's scans. Does not block. */
    public Optional<ScanFacts.Model> champion(String domain) {
        return Stream.of(domain, ModelAlias.GENERAL)
                .flatMap(of -> aliases.get(ModelAlias.key(of, ModelAlias.Name.CHAMPION)).stream())
                .flatMap(alias -> facts(alias.version())
                        .map(model -> measured(alias).map(range -> new ScanFacts.Model(model.version(), Optional.of(range))).orElse(model))
                        .stream())
                .findFirst()
                .or(() -> bundled.entries().stream().findFirst().map(ModelLibrary.Entry::facts));
    }

    /** The versions that serve some domain's scans, each once. Does not block. */
    public Collection<ScanFacts.Model> champions() {
        Map<String, ScanFacts.Model> champions = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(ModelAlias.GENERAL),
                        aliases().stream().filter(alias -> alias.name() == ModelAlias.Name.CHAMPION).map(ModelAlias::domain))
                .flatMap(domain -> champion(domain).stream())
                .forEach(model -> champions.putIfAbsent(model.version(), model));
        return champions.values();
    }

    /**
     * What serves where somebody asks for it by its version, or by its name if there is only one of it. Does not block.
     *
     * @throws ModelException where there is none, or several
     */
    public ScanFacts.Model named(String nameOrVersion) {
        return bundled.find(nameOrVersion)
                .map(ModelLibrary.Entry::facts)
                .orElseGet(() -> {
                    String version = find(nameOrVersion).version();
                    return facts(version)
                            .orElseThrow(() -> new ModelException("the card of " + version + " cannot be read"));
                });
    }

    /**
     * What is held against the champion that serves a domain: its challenger on trial, and the champion before, of all where the
     * domain has no champion of its own. Does not block.
     */
    public List<ModelAlias> shadows(String domain) {
        String served = alias(domain, ModelAlias.Name.CHAMPION).isPresent() ? domain : ModelAlias.GENERAL;
        return Stream.of(
                        ModelAlias.key(domain, ModelAlias.Name.SHADOW), ModelAlias.key(served, ModelAlias.Name.PREVIOUS))
                .flatMap(key -> aliases.get(key).stream())
                .toList();
    }

    /** Whether a version is still held against that champion. Does not block. */
    public boolean isShadow(String domain, String champion, String version) {
        return champion(domain).filter(serving -> serving.version().equals(champion)).isPresent()
                && shadows(domain).stream().anyMatch(alias -> alias.version().equals(version));
    }

    /** By what the images of a domain's own champion are checked; empty where that was not measured. Does not block. */
    public List<QualityLimit> quality(String domain) {
        return aliases.get(ModelAlias.key(domain, ModelAlias.Name.CHAMPION))
                .flatMap(alias -> Optional.ofNullable(alias.measured()))
                .map(MeasuredRange::quality)
                .orElse(List.of());
    }

    /** What a gate has measured it for counts before what its card says. */
    private static Optional<ModelRange> measured(ModelAlias alias) {
        return Optional.ofNullable(alias.measured())
                .map(range -> new ModelRange(
                        range.leastAcceleration(),
                        range.mostAcceleration(),
                        range.fewestCentralLines(),
                        range.fewestCoils(),
                        range.mostCoils(),
                        false));
    }

    private Optional<ScanFacts.Model> facts(String version) {
        Optional<ModelVersion> known = versions.get(version);
        return known.isEmpty()
                ? Optional.empty()
                : facts.computeIfAbsent(version, _ -> card(known.get())
                        .map(card -> new ScanFacts.Model(version, card.range())));
    }

    /** The card of a version; empty where it cannot be read. */
    public static Optional<ModelCard> card(ModelVersion version) {
        try {
            return Optional.of(ModelFile.readCard(
                    new ByteArrayInputStream(version.card().getBytes(StandardCharsets.UTF_8))));
        } catch (IOException | ModelException e) {
            LOG.warn("the card of {} cannot be read: {}", version.version(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Optional<ModelFile.Loaded> load(NDManager manager, String version) throws IOException {
        Optional<ModelLibrary.Entry> own = bundled.find(version);
        if (own.isPresent()) {
            return Optional.of(own.get().load(manager));
        }
        if (versions.get(version).isEmpty()) {
            versions.catchUp(); // who pinned it may know more than this process
        }
        Optional<ModelVersion> known = versions.get(version);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("larmor-model");
        try {
            return Optional.of(ModelFile.load(manager, export(known.get(), folder)));
        } finally {
            remove(folder);
        }
    }

    /**
     * Writes a version's card and weights into a folder, where no file may have their names.
     *
     * @return the card's file
     */
    public Path export(ModelVersion version, Path folder) throws IOException {
        ModelCard read = card(version).orElseThrow(() -> new IOException("the card of " + version.version() + " is none"));
        Path card = folder.resolve(read.name() + ".json");
        Files.writeString(card, version.card(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(ModelFile.weightsOf(card, read), StandardOpenOption.CREATE_NEW))) {
            PieceLog.read(kafka, Topics.MODEL_WEIGHTS, version.weights(), out);
        }
        return card;
    }

    /** Removes a folder of files. */
    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Override
    public void close() {
        versions.close();
        aliases.close();
    }
}
