package org.larmor.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A scanner that reads nothing until it has sent its close. Its images are more than the sockets' buffers hold and more
 * than the gateway could keep; it is answered all the same.
 */
@Tag("full")
@Timeout(600)
class SlowReaderIT {
    private static final int FRAMES = 320;
    private static final int IMAGE_BYTES = 512 * 512 * Float.BYTES;
    private static final int HEAP_MB = 192;
    private static final int DIRECT_MB = 64;
    /** What a socket may hold on both sides, with the gateway's own share of it, generously. */
    private static final int IN_SOCKETS = 48;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void getsAllItsImagesAndTheGatewayDoesNotGrow() throws Exception {
        assertThat((long) FRAMES * IMAGE_BYTES).isGreaterThan((HEAP_MB + DIRECT_MB) * 1024L * 1024);
        LarmorProcess rest = rig.withBroker("rest", "broker,router,worker").start();
        LarmorProcess gateway = rig.process(
                        "gateway",
                        List.of("-Xmx" + HEAP_MB + "m", "-XX:MaxDirectMemorySize=" + DIRECT_MB + "m"),
                        "--roles", "gateway",
                        "--kafka", rest.endpoints().kafka(),
                        "--site-key", rest.data().resolve("site.key").toString())
                .start();
        long before = gateway.peakMemory();
        SimulatedScan large = Scans.large(FRAMES);
        long last = messages(large);
        AtomicInteger delivered = new AtomicInteger(-1);
        ScanRun scan = ScanRun.start(large, gateway, ScannerSettings::readingLast, sent -> {
            if (sent == last) {
                // The last frame's last line is still here, and what is batched with it: all others are answered.
                await("the frames sent are answered")
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> {
                            JsonNode now = scanOf(gateway);
                            delivered.set(now.path("images").asInt());
                            return now.path("answers").asInt() >= FRAMES - 2;
                        });
            }
        });
        ScanReport report = scan.awaitEveryFrameOnce();
        Figures.show("images with the socket when the silent client closed, of " + FRAMES, delivered);
        Figures.show("sending", report.sending());
        Figures.show("whole", report.whole());
        Figures.show("gateway's memory before, MB", before / 1_000_000);
        Figures.show("gateway's peak memory after, MB", gateway.peakMemory() / 1_000_000);
        assertThat(delivered.get()).isBetween(1, IN_SOCKETS);
        assertThat(gateway.isAlive()).isTrue();
    }

    private static long messages(SimulatedScan scan) throws IOException {
        try (MessageSource source = scan.messages()) {
            return source.messages();
        }
    }

    private static JsonNode scanOf(LarmorProcess gateway) throws IOException, InterruptedException {
        return new JsonMapper().readTree(gateway.get("/api/v1/status")).path("scans").path(0);
    }
}
