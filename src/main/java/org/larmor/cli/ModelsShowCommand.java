package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.ModelVersion;
import org.larmor.models.ModelCard;
import org.larmor.models.ModelException;
import org.larmor.models.ModelLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor models show}. */
@Command(
        name = "show",
        description = "A model's card: what it is, what it was made of, what it can do and what it cannot.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  larmor models show starter", "  larmor models show models/knee-v1.json"})
final class ModelsShowCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Parameters(paramLabel = "NAME|FILE", description = "A model's name or version, or its card (.json).")
    private String name;

    @Mixin
    private ModelsPlace place;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the card there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Optional<KafkaConnection> kafka = place.registry();
        Shown shown = kafka.isPresent() ? registered(kafka.get()) : lying();
        ModelCard card = shown.card();
        PrintWriter out = spec.commandLine().getOut();
        out.println(ModelLibrary.versionOf(card));
        line(out, "from", shown.from());
        line(out, "parameters", String.format("%,d", card.parameters()));
        line(out, "final image", card.finalImage().name());
        line(out, "SHA-256", card.sha256());
        line(
                out,
                "measured for",
                card.range()
                        .map(r -> r.leastAcceleration() + "× to " + r.mostAcceleration() + "×, at least "
                                + r.fewestCentralLines() + " central lines, " + r.fewestCoils() + " to " + r.mostCoils()
                                + " channels" + (r.interleaved() ? ", interleaved too" : ""))
                        .orElse("not stated: auto does not take it"));
        settings(out, "", JSON.valueToTree(card.config()));
        new TreeMap<>(card.notes()).forEach((about, note) -> line(out, about, note));
        out.flush();
        if (json != null) {
            JSON.writeValue(json.toFile(), card);
        }
        return ExitCode.FINE;
    }

    private record Shown(ModelCard card, String from) {}

    private Shown lying() throws IOException {
        ModelLibrary.Entry entry = ModelFolder.find(place.folder(), name).entry();
        return new Shown(entry.model(), entry.card().map(Path::toString).orElse("the program itself"));
    }

    private Shown registered(KafkaConnection kafka) throws IOException {
        try (ModelRegistry registry = ModelRegistry.read(kafka)) {
            ModelVersion version = registry.find(name);
            ModelCard card = ModelRegistry.card(version)
                    .orElseThrow(() -> new ModelException("the card of " + version.version() + " cannot be read"));
            return new Shown(card, version.origin());
        }
    }

    /** Every value of the configuration, by its path. */
    private static void settings(PrintWriter out, String path, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(field ->
                    settings(out, path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue()));
        } else {
            line(out, path, node.isTextual() ? node.asText() : node.toString());
        }
    }

    private static void line(PrintWriter out, String about, String value) {
        out.printf("  %-32s %s%n", about, value.strip().replaceAll("\\R", "\n" + " ".repeat(35)));
    }
}
