package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.Pool;
import org.larmor.bus.Topics;
import org.larmor.node.Endpoints;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class TopicsCommandIT {
    /** Every topic, and of both pools' groups where they begin and how often they deliver. */
    private static final int CHANGES = Topics.names().size() + 2 * Pool.values().length;

    @TempDir
    Path data;

    @Test
    void appliesAndShowsTheTopicsOfARunningBroker() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            new Endpoints(broker.bootstrap(), null, null, ProcessHandle.current().pid()).write(data);
            String folder = data.toString();
            Path json = data.resolve("table.json");

            assertThat(run("topics", "diff", "--data", folder)).contains("mrd.data", "larmor-router-frames-changelog", "larmor-workers-learned", CHANGES + " changes to make");
            assertThat(run("topics", "list", "--data", folder)).doesNotContain("mrd.data");
            assertThat(run("topics", "apply", "--kafka", broker.bootstrap())).contains(CHANGES + " changes made");
            assertThat(run("topics", "apply", "--data", folder)).contains("nothing to change");
            assertThat(run("topics", "list", "--data", folder, "--json", json.toString()))
                    .containsPattern("mrd.data +4 +1 ");
            JsonNode table = JsonMapper.builder().build().readTree(json.toFile());
            assertThat(table).hasSize(Topics.names().size());
            assertThat(table.get(0).get("topic").asText()).isEqualTo("mrd.data");
            assertThat(table.get(0).get("partitions").isInt()).isTrue();
        }
    }

    private static String run(String... args) {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        assertThat(line.execute(args)).isEqualTo(ExitCode.FINE);
        return out.toString();
    }
}
