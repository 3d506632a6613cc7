package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.larmor.models.ModelException;
import org.larmor.models.ModelLibrary;
import picocli.CommandLine.Option;

/** Where a command looks for models. */
final class ModelFolder {
    /** Where nothing else is said, here. */
    static final String NAME = "models";

    @Option(
            names = "--models",
            paramLabel = "DIR",
            defaultValue = NAME,
            description = "The folder of models (${DEFAULT-VALUE}).")
    private Path models;

    Path path() {
        return models;
    }

    ModelLibrary library() throws IOException {
        return ModelLibrary.open(path());
    }

    /**
     * A model and a library that holds it.
     *
     * @param nameOrFile its name, its version, or its card's file
     */
    Found find(String nameOrFile) throws IOException {
        return find(path(), nameOrFile);
    }

    /** The same in a given folder. */
    static Found find(Path folder, String nameOrFile) throws IOException {
        if (nameOrFile.endsWith(".json") && Files.exists(Path.of(nameOrFile))) {
            ModelLibrary one = ModelLibrary.of(Path.of(nameOrFile));
            return new Found(one, one.entries().getFirst());
        }
        ModelLibrary library = ModelLibrary.open(folder);
        return new Found(
                library,
                library.find(nameOrFile)
                        .orElseThrow(() -> new ModelException(
                                "no model " + nameOrFile + " in " + folder + "; there are: " + versions(library))));
    }

    private static String versions(ModelLibrary library) {
        return library.entries().isEmpty()
                ? "none"
                : library.entries().stream().map(ModelLibrary.Entry::version).collect(Collectors.joining(", "));
    }

    record Found(ModelLibrary library, ModelLibrary.Entry entry) {}
}
