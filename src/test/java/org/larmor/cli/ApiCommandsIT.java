package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.adapt.events.EventChain;
import org.larmor.bus.TokenBook;
import org.larmor.bus.record.AccessRole;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.cli.live.LiveSite;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.LowFieldSite;
import org.larmor.sim.MessageSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The commands that ask a gateway, as somebody who has nothing but its address and a token. */
@Timeout(180)
class ApiCommandsIT {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int larmor(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    }

    @Test
    void askAGatewayWithItsAddressAndATokenAlone() throws Exception {
        Path data = folder.resolve("data");
        NodeConfig config = NodeConfig.allInOne(data, 0);
        try (Node node = Node.start(config)) {
            String http = node.endpoints().http();
            String scan = send(node, config);
            looks(http, data, scan);

            Path viewer = token(node, "Vera", AccessRole.VIEWER);
            Path approver = token(node, "Ada", AccessRole.APPROVER);
            await("the token").until(() -> larmor("scans", "--http", http, "--token-file", viewer) == ExitCode.FINE);
            assertThat(larmor("scans", "--http", http)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).startsWith("larmor: " + http + " answers 401: ").hasLineCount(1);
            assertThat(larmor("status", "--data", data)).as("with the folder's own token").isZero();

            orders(node, http, viewer, approver);
        }
        assertThat(larmor("status", "--data", data)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("running and ready?").hasLineCount(1);
    }

    private String send(Node node, NodeConfig config) throws Exception {
        try (MessageSource scan = LowFieldSite.scan(1).messages()) {
            assertThat(new LiveSite(node, config, "a test").send(scan, "rss")).isNotEmpty();
        }
        Path json = folder.resolve("scans.json");
        await("the index").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(larmor("scans", "--data", folder.resolve("data"), "--json", json)).as(err::toString).isZero();
            assertThat(rows(json)).singleElement().satisfies(row -> assertThat(row.get("end").asText()).isEqualTo("done"));
        });
        return rows(json).get(0).get("scan").asText();
    }

    private void looks(String http, Path data, String scan) throws Exception {
        assertThat(larmor("scans", "--http", http, "--limit", 5)).isZero();
        assertThat(out.toString()).contains(scan);
        assertThat(Instant.parse(rows(folder.resolve("scans.json")).get(0).get("last answer").asText()))
                .isBetween(Instant.now().minusSeconds(180), Instant.now().plusSeconds(1));
        assertThat(larmor("scans", "--http", http, "--limit", 0)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("answers 400: limit is a number from 1");
        Path json = folder.resolve("status.json");
        await("the status that it is ready").until(() -> larmor("status", "--http", http + "/", "--json", json) == ExitCode.FINE);
        assertThat(rows(json).get(0).get("ready").asText()).contains("gateway", "router", "worker");
        assertThat(larmor("export", scan, "--out", folder.resolve("scan.h5"), "--data", data)).as("what is listed is exported").isZero();
    }

    private void orders(Node node, String http, Path viewer, Path approver) throws Exception {
        String[] promote = {"models", "promote", "starter", "--domain", "knee", "--reason", "to see"};
        assertThat(larmor(with(promote, "--http", http, "--token-file", viewer))).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains(" answers 403: ");
        assertThat(larmor(with(promote, "--http", http, "--token-file", approver, "--by", "somebody"))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("--by: over HTTP it is the token that says who asks");
        assertThat(larmor("models", "promote", "nobody", "--reason", "x", "--http", http, "--token-file", approver))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("no model nobody in the registry; there are: starter@");
        assertThat(larmor(with(promote, "--http", http, "--token-file", approver))).isZero();
        assertThat(out.toString()).startsWith("starter@").endsWith(" is the champion of knee\n");
        assertThat(EventChain.read(node.kafka()).events().getLast().what())
                .isInstanceOfSatisfying(AdaptEvent.Promoted.class, promoted -> {
                    assertThat(promoted.by()).isEqualTo("Ada");
                    assertThat(promoted.reason()).isEqualTo("to see");
                });
        assertThat(larmor("adapt", "start", "knee/../..", "--reason", "x", "--http", http, "--token-file", approver))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains(" answers 409: ");
        assertThat(larmor("models", "rollback", "--domain", "knee", "--reason", "x", "--http", http, "--token-file", approver))
                .isZero();
        assertThat(out.toString()).contains(" is the champion of knee again, and starter@");
    }

    private static Object[] with(String[] first, Object... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray();
    }

    @Test
    void sayInOneLineWhatTheyDoNotFind() throws Exception {
        assertThat(larmor("status", "--http", "gateway-1:8080")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("is no address of a gateway").hasLineCount(1);
        assertThat(larmor("status")).isEqualTo(ExitCode.USAGE);
        assertThat(larmor("status", "--http", "http://127.0.0.1:1")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).startsWith("larmor: no answer from http://127.0.0.1:1").hasLineCount(1);
        assertThat(larmor("status", "--http", "http://127.0.0.1:1", "--token-file", folder.resolve("nothing")))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("nothing").hasLineCount(1);
        Path two = Files.writeString(folder.resolve("two"), "lmr_secret_1\nlmr_secret_2\n");
        assertThat(larmor("status", "--http", "http://127.0.0.1:1", "--token-file", two)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("two has no token").doesNotContain("secret").hasLineCount(1);
        Path noText = Files.write(folder.resolve("no-text"), new byte[] {-1, 0, -128, 10});
        assertThat(larmor("status", "--http", "http://127.0.0.1:1", "--token-file", noText)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("no-text has no token").hasLineCount(1);
        assertThat(larmor("status", "--http", "http://127.0.0.1:99999")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("is no address of a gateway").hasLineCount(1);
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", request -> {
            byte[] page = "<html>another server</html>".getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(200, page.length);
            request.getResponseBody().write(page);
            request.close();
        });
        other.start();
        try {
            assertThat(larmor("status", "--http", "http://127.0.0.1:" + other.getAddress().getPort()))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("is no Larmor gateway").hasLineCount(1);
        } finally {
            other.stop(0);
        }
    }

    private Path token(Node node, String name, AccessRole role) throws Exception {
        return Files.writeString(folder.resolve(name), TokenBook.create(node.kafka(), name, role).text() + "\n");
    }

    private static JsonNode rows(Path json) throws Exception {
        return new ObjectMapper().readTree(json.toFile());
    }
}
