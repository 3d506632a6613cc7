package org.larmor.cli;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.node.Endpoints;
import org.larmor.web.Health;
import org.larmor.web.HttpEndpoint;
import org.larmor.web.Probes;
import org.larmor.web.access.AddressRanges;
import org.larmor.web.access.Refusals;

import static org.assertj.core.api.Assertions.assertThat;

/** The command against the server that it asks. */
@Timeout(60)
class HealthCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Vertx vertx = Vertx.vertx();
    private final AtomicBoolean ready = new AtomicBoolean(true);

    @TempDir
    Path data;

    private HttpEndpoint http;
    private String url;

    @BeforeEach
    void start() throws Exception {
        Health health = new Health().check("gateway", ready::get, () -> true);
        http = HttpEndpoint.start(vertx, "127.0.0.1", 0, List.of(new Probes(
                AddressRanges.parse("127.0.0.1"), new Refusals(new SimpleMeterRegistry()), () -> "", health)));
        url = "http://127.0.0.1:" + http.port();
    }

    @AfterEach
    void close() throws Exception {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void theExitCodeSaysWhetherTheServerIsReady() {
        assertThat(larmor("health", "--http", url)).isEqualTo(ExitCode.FINE);
        assertThat(out.toString()).startsWith("ready: ").contains("gateway").hasLineCount(1);
        ready.set(false);
        assertThat(larmor("health", "--http", url)).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).startsWith("not ready (503): ").contains("gateway").hasLineCount(1);
    }

    @Test
    void theDataFolderSaysWhereTheServerIs() throws Exception {
        assertThat(larmor("health", "--data", data.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("running and ready?");
        new Endpoints("127.0.0.1:1", null, url, ProcessHandle.current().pid()).write(data);
        assertThat(larmor("health", "--data", data.toString())).isEqualTo(ExitCode.FINE);
    }

    @Test
    void nobodyThereIsNotReady() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(larmor("health", "--http", "http://127.0.0.1:" + port)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("nobody answers at http://127.0.0.1:" + port);
        assertThat(larmor("health", "--http", "127.0.0.1")).isEqualTo(ExitCode.USAGE);
        assertThat(larmor("health", "--http", "file:///etc/hostname?")).isEqualTo(ExitCode.USAGE);
    }

    private int larmor(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
