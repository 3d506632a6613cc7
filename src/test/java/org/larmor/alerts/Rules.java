package org.larmor.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The alerts of docker/prometheus/rules.yml. */
record Rules(List<Alert> alerts) {
    static final Path FOLDER = Path.of("docker/prometheus");

    /**
     * An alert.
     *
     * @param isImmediate whether it fires where its expression holds once
     * @param runbook where it is explained
     */
    record Alert(String name, String expr, boolean isImmediate, String severity, String summary, String runbook) {}

    static Rules read() throws IOException {
        List<Alert> alerts = new ArrayList<>();
        for (JsonNode group : yaml("rules.yml").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                alerts.add(new Alert(
                        rule.path("alert").asText(),
                        rule.path("expr").asText(),
                        rule.path("for").isMissingNode(),
                        rule.path("labels").path("severity").asText(),
                        rule.path("annotations").path("summary").asText(),
                        rule.path("annotations").path("runbook").asText()));
            }
        }
        return new Rules(alerts);
    }

    static JsonNode yaml(String name) throws IOException {
        return new YAMLMapper().readTree(FOLDER.resolve(name).toFile());
    }
}
