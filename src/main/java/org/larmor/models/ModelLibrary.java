package org.larmor.models;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.larmor.scan.ScanFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models at hand: those of a folder, and the starter that the program brings along, where it does. Reads their cards
 * when it is opened, and nothing of the engine.
 */
public final class ModelLibrary implements ModelSource {
    public static final String STARTER = "starter";

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

        /** Its weights; the parameters are the caller's to close. */
        public ModelFile.Loaded load(NDManager manager) throws IOException {
            if (card.isPresent()) {
                return ModelFile.load(manager, card.get());
            }
            // By way of files: weights are read by their places in one.
            Path folder = Files.createTempDirectory("larmor-starter");
            Path copy = folder.resolve(model.name() + ".json");
            try {
                return ModelFile.load(manager, copyTo(folder));
            } finally {
                Files.deleteIfExists(ModelFile.weightsOf(copy, model));
                Files.deleteIfExists(copy);
                Files.delete(folder);
            }
        }

        /**
         * Its card as a file with the weights beside it, where it lies or, where the program brings it along, copied.
         *
         * @param folder is copied to
         */
        public Path copyTo(Path folder) throws IOException {
            if (card.isPresent()) {
                return card.get();
            }
            Path copy = folder.resolve(model.name() + ".json");
            copy(STARTER + ".json", copy);
            copy(STARTER + ".safetensors", ModelFile.weightsOf(copy, model));
            return copy;
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

    /** Only what the program brings along. */
    public static ModelLibrary bundled() throws IOException {
        List<Entry> entries = new ArrayList<>();
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

    /** The model that the program brings along, where it does. */
    public Optional<Entry> starter() {
        return entries.stream().filter(entry -> entry.card().isEmpty()).findFirst();
    }

    /** The model of this version, or the first of this name. */
    public Optional<Entry> find(String nameOrVersion) {
        return entries.stream()
                .filter(entry -> entry.version().equals(nameOrVersion)
                        || entry.model().name().equals(nameOrVersion))
                .findFirst();
    }

    @Override
    public Optional<ModelFile.Loaded> load(NDManager manager, String version) throws IOException {
        Optional<Entry> entry = find(version);
        return entry.isPresent() ? Optional.of(entry.get().load(manager)) : Optional.empty();
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

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = ModelLibrary.class.getResourceAsStream(RESOURCES + resource)) {
            if (in == null) {
                throw new ModelException("the program does not bring " + resource + " along");
            }
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
