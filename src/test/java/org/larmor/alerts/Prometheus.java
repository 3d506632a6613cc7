package org.larmor.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A Prometheus of Debian's, over blocks that its own tool has made of a recording. */
final class Prometheus implements AutoCloseable {
    private static final String SERVER = "/usr/bin/prometheus";
    private static final String TOOL = "/usr/bin/promtool";

    private final Process process;
    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private Prometheus(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** A test is skipped where it is not installed, or fails if LARMOR_REQUIRE_TOOLS=1. */
    static void need() {
        boolean there = Files.isExecutable(Path.of(SERVER)) && Files.isExecutable(Path.of(TOOL));
        Assumptions.assumeTrue(there || "1".equals(System.getenv("LARMOR_REQUIRE_TOOLS")), "no Prometheus is installed");
        assertThat(there).as("Prometheus is installed").isTrue();
    }

    /** Runs promtool, which has to be content; gives what it says. */
    static String tool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TOOL));
        command.addAll(List.of(arguments));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
        return said;
    }

    static Prometheus over(Recording recording, Path folder) throws IOException, InterruptedException {
        Path text = folder.resolve("recorded.txt");
        recording.writeOpenMetrics(text);
        Path blocks = Files.createDirectories(folder.resolve("blocks"));
        tool("tsdb", "create-blocks-from", "openmetrics", text.toString(), blocks.toString());
        Path config = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
        String address = "127.0.0.1:" + freePort();
        Process process = new ProcessBuilder(
                        SERVER,
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + blocks,
                        "--storage.tsdb.retention.time=100y",
                        "--web.listen-address=" + address)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        Prometheus server = new Prometheus(process, address);
        await("Prometheus is ready").atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> server.get("/-/ready").statusCode() == 200);
        return server;
    }

    /** How many values that are numbers a query has between two times, s since the epoch, looked at every 5 s. */
    long values(String query, long from, long to) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/v1/query_range?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)
                + "&start=" + from + "&end=" + to + "&step=5");
        assertThat(answer.statusCode()).as("%s: %s", query, answer.body()).isEqualTo(200);
        long values = 0;
        for (JsonNode series : json.readTree(answer.body()).path("data").path("result")) {
            for (JsonNode value : series.path("values")) {
                values += value.path(1).asText().equals("NaN") ? 0 : 1;
            }
        }
        return values;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://" + address + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly(); // what it keeps is the test's folder, which goes too
        process.onExit().join();
        http.close();
    }
}
