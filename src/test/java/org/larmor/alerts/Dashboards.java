package org.larmor.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards of docker/grafana. */
final class Dashboards {
    static final Path FOLDER = Path.of("docker/grafana");

    private Dashboards() {}

    /**
     * A query of a panel.
     *
     * @param recorded whether the demo has what it asks for; brokers' own metrics it has not
     */
    record Query(String panel, String expr, boolean recorded) {}

    static List<JsonNode> all() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
            for (Path file : files.sorted().toList()) {
                all.add(new ObjectMapper().readTree(file.toFile()));
            }
        }
        return all;
    }

    static List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (JsonNode dashboard : all()) {
            for (JsonNode panel : dashboard.path("panels")) {
                String name = dashboard.path("title").asText() + ": " + panel.path("title").asText();
                boolean recorded = !panel.path("description").asText().startsWith("From the brokers' JMX exporter");
                panel.path("targets").forEach(target -> queries.add(new Query(name, target.path("expr").asText(), recorded)));
            }
        }
        return queries;
    }
}
