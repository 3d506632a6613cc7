package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor scans}. */
@Command(
        name = "scans",
        description = "The scans whose images the site keeps, newest first: what `larmor export` and `larmor replay` take.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor scans --data D",
            "  larmor scans --limit 5 --http http://gateway-1:8080 --token-file token"
        })
final class ScansCommand implements Callable<Integer> {
    @Mixin
    private ApiTarget target;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "So many at most (${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        JsonNode page;
        try (ApiClient api = target.open()) {
            page = api.get("scans?limit=" + limit);
        }
        Table table = new Table("scan", "first answer", "last answer", "frames", "images", "failed", "end");
        for (JsonNode scan : page.path("scans")) {
            JsonNode ended = scan.path("ended");
            table.row(
                    scan.path("scan").asText(),
                    at(scan.path("firstAt").asLong()),
                    at(scan.path("lastAt").asLong()),
                    scan.path("frames").asLong(),
                    scan.path("images").asLong(),
                    scan.path("failed").asLong(),
                    ended.isMissingNode() ? "open" : ended.path("state").asText("ended"));
        }
        table.print(spec.commandLine().getOut());
        if (json != null) {
            table.writeJson(json);
        }
        return ExitCode.FINE;
    }

    private static Instant at(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS);
    }
}
