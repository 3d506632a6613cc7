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

    @Test
    void aPlanSizesAClusterAndIsKeptByWhatComesLater() throws IOException {
        Path plan = data.resolve("plan");
        assertThat(run("topics", "plan", "--scanners", "6", "--brokers", "1", "--disk", "500", "--out", plan.toString()))
                .containsPattern("partitions +6 ")
                .contains("disk of a broker");
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("broker"), 0)) {
            String kafka = broker.bootstrap();
            assertThat(run("topics", "apply", "--plan", plan.toString(), "--kafka", kafka)).contains(CHANGES + " changes made");
            assertThat(run("topics", "apply", "--plan", plan.toString(), "--kafka", kafka)).contains("nothing to change");
            assertThat(run("topics", "list", "--kafka", kafka))
                    .containsPattern("mrd.data +6 +1 ")
                    .containsPattern("mrd.index +6 ")
                    .containsPattern("larmor-router-frames-changelog +6 ")
                    .containsPattern("recon.results +6 ");
            assertThat(run("topics", "diff", "--kafka", kafka)).as("a program without the plan").doesNotContain("refused");
        }
    }

    @Test
    void aPlanThatCannotWorkIsRefusedInWords() {
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err));
        assertThat(line.execute("topics", "plan", "--scanners", "20", "--disk", "100")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("minutes: larger disks, or more brokers, are needed");
        assertThat(line.execute("topics", "plan", "--scanners", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(line.execute("topics")).isEqualTo(ExitCode.USAGE);
    }

    private static String run(String... args) {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        assertThat(line.execute(args)).isEqualTo(ExitCode.FINE);
        return out.toString();
    }
}
