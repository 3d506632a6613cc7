package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor status}. */
@Command(
        name = "status",
        description = "The site's processes, whether their roles are ready, and what has gone through them.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor status --data D",
            "  larmor status --http http://gateway-1:8080 --token-file token",
            "",
            "Exit codes: 0 every role is ready, 1 one is not, or nobody answers, 2 usage."
        })
final class StatusCommand implements Callable<Integer> {
    private static final double MB = 1e6;
    private static final double PERCENT = 100;

    @Mixin
    private ApiTarget target;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        JsonNode status;
        try (ApiClient api = target.open()) {
            status = api.get("status");
        }
        Table table = new Table("process", "ready", "not ready", "CPU %", "MB", "heard of ms ago");
        for (JsonNode process : status.path("processes")) {
            JsonNode readings = process.path("readings");
            table.row(
                    process.path("process").asText(),
                    roles(process, true),
                    roles(process, false),
                    measured(readings, "process_cpu_usage", PERCENT),
                    measured(readings, "process_resident_memory_bytes", 1 / MB),
                    process.path("ageMs").asLong());
        }
        PrintWriter out = spec.commandLine().getOut();
        table.print(out);
        out.printf(
                "%n%.1f MB of k-space came in, %d images went out; %.1f MB on their way to the log%n",
                status.path("ingestedBytes").asLong() / MB,
                status.path("imagesDelivered").asLong(),
                status.path("bufferedBytes").asLong() / MB);
        out.flush();
        if (json != null) {
            table.writeJson(json);
        }
        return status.path("ready").asBoolean() ? ExitCode.FINE : ExitCode.FAILED;
    }

    private static String roles(JsonNode process, boolean ready) {
        List<String> names = new ArrayList<>();
        process.path("roles").properties().forEach(role -> {
            if (role.getValue().asBoolean() == ready) {
                names.add(role.getKey());
            }
        });
        return names.isEmpty() ? "-" : String.join(", ", names);
    }

    private static Object measured(JsonNode readings, String name, double scale) {
        return readings.has(name) ? (Object) (readings.get(name).asDouble() * scale) : "-";
    }
}
