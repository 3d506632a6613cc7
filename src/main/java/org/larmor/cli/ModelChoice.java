package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.larmor.jssl.data.DataException;
import org.larmor.models.ModelLibrary;
import picocli.CommandLine.Option;

/** Models by their card's file, or by name from a folder or the program. */
final class ModelChoice {
    @Option(
            names = "--models",
            paramLabel = "DIR",
            defaultValue = ModelFolder.NAME,
            description = "The folder of models that are named. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    /** @param nameOrCard a card (.json), a name or a version */
    ModelLibrary.Entry find(String nameOrCard) throws IOException {
        for (Path card : new Path[] {Path.of(nameOrCard), Path.of(nameOrCard + ".json")}) {
            if (card.toString().endsWith(".json") && Files.isRegularFile(card)) {
                return ModelLibrary.of(card).entries().getFirst();
            }
        }
        ModelLibrary library = ModelLibrary.open(folder);
        return library.find(nameOrCard)
                .orElseThrow(() -> new DataException("there is no model " + nameOrCard + ", neither as a file nor among: "
                        + library.entries().stream()
                                .map(ModelLibrary.Entry::version)
                                .collect(Collectors.joining(", ", "[", "]"))));
    }
}
