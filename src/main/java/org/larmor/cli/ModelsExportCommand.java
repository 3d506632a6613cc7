package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.record.ModelVersion;
import org.larmor.models.ModelFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor models export}. */
@Command(
        name = "export",
        description = "Write a version's card and weights as files.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  larmor models export knee-v1 --out models --data D"})
final class ModelsExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME|VERSION", description = "A model in the registry.")
    private String name;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = ".", description = "Where to (${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private KafkaTarget target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String said;
        try (ModelRegistry registry = ModelRegistry.read(target.connection())) {
            ModelVersion version = registry.find(name);
            Path card = registry.export(version, Files.createDirectories(out));
            Path weights = ModelFile.verifiedWeights(card, ModelFile.readCard(card));
            said = version.version() + ": " + card + " and " + weights;
        }
        spec.commandLine().getOut().println(said);
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
