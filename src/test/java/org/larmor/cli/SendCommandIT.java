package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.node.Endpoints;
import org.larmor.sim.FakeServer;
import org.larmor.sim.ImageFile;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code send} against a server that answers each slice; the measured FSE has four slices of 126 lines. */
@Timeout(60)
class SendCommandIT {
    private static final int SLICES = 4;
    private static final int LINES = 126;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void sendsASimulatedScanByItsName() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer.Manners.GOOD)) {
            int code = run("--port", String.valueOf(server.port()), "--simulate", "lost-lines", "--config", "rss");
            assertThat(err.toString()).isEmpty();
            assertThat(code).isZero();
            assertThat(server.acquisitions()).hasSize(61);
            assertThat(server.messages().getFirst()).isEqualTo(new MrdMessage.ConfigFile("rss"));
        }
    }

    @Test
    void namesTheSimulatedScans() {
        assertThat(run("--simulate", "lost")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("'lost' is no simulated scan")
                .contains("lost-lines: three of 64 lines are never sent");
        assertThat(run("file.h5", "--simulate", "lost-lines")).isEqualTo(ExitCode.USAGE);
        assertThat(run("--config", "rss")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void sendsTheFileAndKeepsWhatComesBack() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer.Manners.GOOD)) {
            Path images = folder.resolve("out");
            int code = send(server, file(), "--config", "rss", "--text", "{}", "--expect", "4", "--out",
                    images.toString(), "--json", folder.resolve("table.json").toString());
            assertThat(err.toString()).isEmpty();
            assertThat(code).isZero();
            assertThat(server.acquisitions()).hasSize(SLICES * LINES);
            assertThat(server.messages().getFirst()).isEqualTo(new MrdMessage.ConfigFile("rss"));
            assertThat(out.toString()).contains("DBG done").contains("images/s").contains("p99 ms");

            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (byte[] image : server.images()) {
                sent.write(image);
            }
            assertThat(Files.readAllBytes(images.resolve("images.mrd"))).isEqualTo(sent.toByteArray());
            List<Integer> slices = new ArrayList<>();
            ImageFile.read(images.resolve("images.mrd"), image -> slices.add(image.header().slice()));
            assertThat(slices).containsExactly(0, 1, 2, 3);

            JsonNode report = new ObjectMapper().readTree(images.resolve("report.json").toFile());
            assertThat(report.get("images").asInt()).isEqualTo(SLICES);
            assertThat(report.get("frames_sent").asInt()).isEqualTo(SLICES);
            assertThat(report.get("closed").asBoolean()).isTrue();
            assertThat(report.get("image_list")).hasSize(SLICES);
            JsonNode first = report.get("image_list").get(0);
            assertThat(first.get("meta").get("LarmorRecipe").asText()).isEqualTo("rss µ");
            assertThat(first.get("latency_ms").asDouble()).isPositive();
            BufferedImage png = ImageIO.read(images.resolve(first.get("png").asText()).toFile());
            assertThat(png.getWidth()).isEqualTo(FakeServer.WIDTH);
            assertThat(png.getHeight()).isEqualTo(FakeServer.HEIGHT);
            JsonNode table = new ObjectMapper().readTree(folder.resolve("table.json").toFile());
            assertThat(table.get(0).get("images").asInt()).isEqualTo(SLICES);
        }
    }

    @Test
    void findsThePortInTheDataFolder() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer.Manners.GOOD)) {
            new Endpoints("localhost:1", "localhost:" + server.port(), null, 1).write(folder);
            assertThat(run(file().toString(), "--data", folder.toString())).isZero();
        }
        assertThat(run(file().toString(), "--data", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("endpoints.json");
    }

    @Test
    void saysThatImagesAreMissing() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer.Manners.GOOD)) {
            assertThat(send(server, file(), "--expect", "5")).isEqualTo(3);
            assertThat(err.toString()).contains("4 images of 5");
        }
        try (FakeServer server = new FakeServer(FakeServer.Manners.HANGS_UP)) {
            assertThat(send(server, file(), "--rate", "20")).isEqualTo(3);
        }
    }

    @Test
    void saysWhatFailedInOneLine() throws Exception {
        Path file = file();
        try (FakeServer server = new FakeServer(FakeServer.Manners.REFUSES)) {
            assertThat(send(server, file, "--config", "nonsense")).isEqualTo(1);
            assertThat(err.toString()).contains("no such config: nonsense").hasLineCount(1);
        }
        Path text = Files.writeString(folder.resolve("text.h5"), "nothing");
        try (FakeServer server = new FakeServer(FakeServer.Manners.GOOD)) {
            err.getBuffer().setLength(0);
            assertThat(send(server, text)).isEqualTo(1);
            assertThat(err.toString()).contains("not an HDF5 file").hasLineCount(1);
        }
        assertThat(run()).isEqualTo(2);
        assertThat(run(file.toString(), "--port", "70000")).isEqualTo(2);
    }

    @Test
    void theHelpShowsExamples() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("larmor send scan.h5 --config rss").contains("Exit codes");
    }

    private static Path file() {
        Path file = Path.of(System.getProperty("larmor.shared", "../shared"), "data/ismrmrd/ulf_P1_FSE.mrd.h5");
        Assumptions.assumeTrue(Files.exists(file), "no shared data at " + file);
        return file;
    }

    private int send(FakeServer server, Path file, String... options) {
        List<String> all = new ArrayList<>(List.of(file.toString(), "--port", "" + server.port()));
        all.addAll(Arrays.asList(options));
        return run(all.toArray(String[]::new));
    }

    private int run(String... args) {
        return new CommandLine(new SendCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(new FailureReport())
                .execute(args);
    }
}
