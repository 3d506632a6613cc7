package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelVersion;
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
        description = "The models of a site and what they serve; or those of a folder and the starter.",
        mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
    @Mixin
    private ModelsPlace place;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Optional<KafkaConnection> kafka = place.registry();
        Table table = kafka.isPresent() ? registered(kafka.get()) : lying(ModelLibrary.open(place.folder()));
        table.print(spec.commandLine().getOut());
        if (json != null) {
            table.writeJson(json);
        }
        return ExitCode.FINE;
    }

    private static Table registered(KafkaConnection kafka) throws IOException {
        Table table = new Table("version", "network", "parameters", "maps", "is", "from");
        try (ModelRegistry registry = ModelRegistry.read(kafka)) {
            registry.versions().stream()
                    .sorted(Comparator.comparingLong(ModelVersion::at))
                    .forEach(version -> ModelRegistry.card(version)
                            .ifPresent(card -> row(
                                    table,
                                    version.version(),
                                    card,
                                    serves(registry.aliases(), version.version()),
                                    version.origin())));
        }
        return table;
    }

    /** Such as {@code champion of knee}. */
    private static String serves(Collection<ModelAlias> aliases, String version) {
        String serves = aliases.stream()
                .filter(alias -> alias.version().equals(version))
                .sorted(Comparator.comparing(ModelAlias::domain).thenComparing(ModelAlias::name))
                .map(alias -> alias.name().name().toLowerCase(Locale.ROOT) + " of " + alias.domain())
                .collect(Collectors.joining(", "));
        return serves.isEmpty() ? "-" : serves;
    }

    private static Table lying(ModelLibrary library) {
        Table table = new Table("version", "network", "parameters", "maps", "is", "from");
        for (ModelLibrary.Entry entry : library.entries()) {
            row(table, entry.version(), entry.model(), "-", entry.card().map(Path::toString).orElse("the program"));
        }
        return table;
    }

    private static void row(Table table, String version, ModelCard card, String serves, String from) {
        table.row(
                version,
                card.config().network().getClass().getSimpleName().replace("Config", ""),
                card.parameters(),
                card.config().maps().name().toLowerCase(Locale.ROOT),
                serves,
                from);
    }
}
