package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.larmor.models.ModelException;
import org.larmor.models.ModelLibrary;
import picocli.CommandLine.Option;

/** Where a command looks for models. */
final class ModelFolder {
    /** Of a server, within its data folder; and where nothing else is said, here. */
    static final String NAME = "models";

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder of a server, for its models.")
    private @Nullable Path data;

    @Option(names = "--models", paramLabel = "DIR", description = "The folder of models (" + NAME + ").")
    private @Nullable Path models;

    Path path() {
        if (models != null) {
            return models;
        }
        return data == null ? Path.of(NAME) : data.resolve(NAME);
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
        if (nameOrFile.endsWith(".json") && Files.exists(Path.of(nameOrFile))) {
            ModelLibrary one = ModelLibrary.of(Path.of(nameOrFile));
            return new Found(one, one.entries().getFirst());
        }
        ModelLibrary library = library();
        return new Found(
                library,
                library.find(nameOrFile)
                        .orElseThrow(() -> new ModelException(
                                "no model " + nameOrFile + " in " + path() + "; there are: " + versions(library))));
    }

    private static String versions(ModelLibrary library) {
        return library.entries().isEmpty()
                ? "none"
                : library.entries().stream().map(ModelLibrary.Entry::version).collect(Collectors.joining(", "));
    }

    record Found(ModelLibrary library, ModelLibrary.Entry entry) {}
}
