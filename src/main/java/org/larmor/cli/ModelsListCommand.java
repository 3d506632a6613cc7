package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.models.ModelCard;
import org.larmor.models.ModelLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor models list}. */
@Command(
        name = "list",
        description = "The models of a folder, and the starter where the program brings one along.",
        mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
    @Mixin
    private ModelFolder folder;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Table table = new Table("version", "network", "parameters", "maps", "domains", "from");
        for (ModelLibrary.Entry entry : folder.library().entries()) {
            ModelCard card = entry.model();
            table.row(
                    entry.version(),
                    card.config().network().getClass().getSimpleName().replace("Config", ""),
                    card.parameters(),
                    card.config().maps().name().toLowerCase(Locale.ROOT),
                    entry.domains().isEmpty() ? "-" : String.join(", ", entry.domains()),
                    entry.card().map(Path::toString).orElse("the program"));
        }
        table.print(spec.commandLine().getOut());
        if (json != null) {
            table.writeJson(json);
        }
        return ExitCode.FINE;
    }
}
