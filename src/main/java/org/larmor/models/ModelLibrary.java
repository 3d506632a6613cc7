package org.larmor.models;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.larmor.scan.ScanFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models at hand: those of a folder, and the starter that the program brings along, where it does. Reads their cards
 * when it is opened, and nothing of the engine.
 */
public final class ModelLibrary {
    public static final String STARTER = "starter";
    /** The card's note of the domains that a model is the champion of, separated by commas. */
    public static final String DOMAINS = "domains";

    private static final Logger LOG = LoggerFactory.getLogger(ModelLibrary.class);
    private static final String RESOURCES = "/org/larmor/models/";
    private static final int SHORT_SHA = 12;

    private final List<Entry> entries;

    /**
     * A model.
     *
     * @param card its file; empty for the starter
     */
    public record Entry(ModelCard model, Optional<Path> card) {
        /** What jobs and images call it: {@code name@sha}, the weights' checksum shortened. */
        public String version() {
            return versionOf(model);
        }

        /** What a scan that is pinned to it goes by. */
        public ScanFacts.Model facts() {
            return new ScanFacts.Model(version(), model.range());
        }

        public List<String> domains() {
            return Arrays.stream(model.notes().getOrDefault(DOMAINS, "").split(","))
                    .map(String::strip)
                    .filter(domain -> !domain.isEmpty())
                    .toList();
        }

        /** Its weights; the parameters are the caller's to close. */
        public ModelFile.Loaded load(NDManager manager) throws IOException {
            return card.isPresent() ? ModelFile.load(manager, card.get()) : loadStarter(manager, model.name());
        }
    }

    private ModelLibrary(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads the cards. What is no card is left out, with a warning in the log.
     *
     * @param folder may be absent
     */
    public static ModelLibrary open(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(card -> read(card, entries));
            }
        }
        bundled(entries);
        return new ModelLibrary(entries);
    }

    /** The model of one card. */
    public static ModelLibrary of(Path card) throws IOException {
        return new ModelLibrary(List.of(new Entry(ModelFile.readCard(card), Optional.of(card))));
    }

    /** The folder's by name, then the starter. */
    public List<Entry> entries() {
        return entries;
    }

    /** The model of this version, or the first of this name. */
    public Optional<Entry> find(String nameOrVersion) {
        return entries.stream()
                .filter(entry -> entry.version().equals(nameOrVersion)
                        || entry.model().name().equals(nameOrVersion))
                .findFirst();
    }

    /** The folder's model whose card names the domain, the last by name where several do; else the starter. */
    public Optional<Entry> champion(String domain) {
        return champion(domain::equals);
    }

    /** The same, where the domain is known by what holds for its name alone. */
    public Optional<Entry> champion(Predicate<String> domain) {
        List<Entry> named = entries.stream()
                .filter(entry -> entry.domains().stream().anyMatch(domain))
                .toList();
        return named.isEmpty()
                ? entries.stream().filter(entry -> entry.card().isEmpty()).findFirst()
                : Optional.of(named.getLast());
    }

    /** {@code name@sha}. */
    public static String versionOf(ModelCard card) {
        return card.name() + "@" + card.sha256().substring(0, Math.min(SHORT_SHA, card.sha256().length()));
    }

    private static void read(Path card, List<Entry> entries) {
        try {
            entries.add(new Entry(ModelFile.readCard(card), Optional.of(card)));
        } catch (IOException | ModelException e) {
            LOG.warn("{} is no model card: {}", card, String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private static void bundled(List<Entry> entries) throws IOException {
        try (InputStream card = ModelLibrary.class.getResourceAsStream(RESOURCES + STARTER + ".json")) {
            if (card != null) {
                entries.add(new Entry(ModelFile.readCard(card), Optional.empty()));
            }
        }
    }

    /** By way of files: weights are read by their places in one. */
    private static ModelFile.Loaded loadStarter(NDManager manager, String name) throws IOException {
        Path folder = Files.createTempDirectory("larmor-starter");
        Path card = folder.resolve(STARTER + ".json");
        Path weights = folder.resolve(name + ".safetensors");
        try {
            copy(STARTER + ".json", card);
            copy(STARTER + ".safetensors", weights);
            return ModelFile.load(manager, card);
        } finally {
            for (Path path : List.of(card, weights, folder)) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = ModelLibrary.class.getResourceAsStream(RESOURCES + resource)) {
            if (in == null) {
                throw new ModelException("the program does not bring " + resource + " along");
            }
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
