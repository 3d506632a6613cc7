package org.larmor.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.sim.Magnitude;
import org.larmor.sim.MessageSource;
import org.larmor.sim.Phantom;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Scanners are let in before those who work on what they send have started, and sent away before these end. */
@Timeout(120)
class EarlyScanIT {
    private static final int SIDE = 64;
    private static final SimulatedScan SCAN =
            new SimulatedScan(new Phantom(SIDE, SIDE, 2, 4, 3), ScanPlan.plain().withRepetitions(2));

    @TempDir
    private Path folder;

    @Test
    void aScanThatComesAsSoonAsThePortListensHasItsImages() throws Exception {
        for (String is : List.of("empty", "used")) {
            int port = freePort();
            NodeConfig config = NodeConfig.read(
                    Map.of(
                            "data", folder.resolve("site").toString(),
                            "roles", "broker,router,worker,gateway",
                            "mrd-port", String.valueOf(port),
                            "http-port", "0"),
                    Map.of());
            FutureTask<Node> starting = begin(() -> Node.listen(config));
            long all;
            try (MessageSource counted = SCAN.messages()) {
                all = counted.messages();
            }
            List<ReceivedImage> images = new CopyOnWriteArrayList<>();
            List<Boolean> startedBefore = new CopyOnWriteArrayList<>();
            ScanListener listener = new ScanListener() {
                @Override
                public void sent(long messages) {
                    if (messages == all) {
                        startedBefore.add(starting.isDone());
                    }
                }

                @Override
                public void image(ReceivedImage image) {
                    images.add(image);
                }
            };
            ScanReport report = sendWhenItListens(port, listener, starting);
            try (Node node = starting.get()) {
                assertThat(startedBefore).as("whether all roles had started when all was sent").containsExactly(false);
                assertThat(report.failure()).as("folder %s, texts %s", is, report.texts()).isNull();
                assertThat(report.closed()).isTrue();
                assertThat(report.texts()).isEmpty();
                assertThat(images).hasSize(SCAN.frames());
                for (ReceivedImage image : images) {
                    var header = image.image().header();
                    Magnitude truth = new Magnitude(SIDE, SIDE, SCAN.truth(header.slice(), header.repetition()));
                    assertThat(Magnitude.of(image.image()).quality(truth).nrmse()).isLessThan(1e-4);
                }
                assertThat(node.awaitReady()).isTrue();
            }
        }
    }

    @Test
    void scannersAreSentAwayBeforeWhatStartedAfterTheirsEnds() throws Exception {
        Behind behind = new Behind(false);
        try (Node node = Node.start(config(behind))) {
            assertThat(node.endpoints().mrd()).isNotNull();
            assertThat(behind.sawScannerSentAway).isEmpty();
        }
        assertThat(behind.sawScannerSentAway).containsExactly(true);
    }

    @Test
    void scannersAreSentAwayWhereALaterRoleDoesNotStart() throws Exception {
        Behind behind = new Behind(true);
        NodeConfig config = config(behind);
        assertThatThrownBy(() -> Node.start(config)).hasMessage("nobody to work");
        assertThat(behind.sawScannerSentAway).containsExactly(true);
    }

    /** Starts after the gateway, with a scanner that has connected by then, and looks when it ends whether that is still there. */
    private static final class Behind implements Role {
        private static final int SOON_MS = 200;

        private final List<Boolean> sawScannerSentAway = new ArrayList<>();
        private final boolean fails;

        Behind(boolean fails) {
            this.fails = fails;
        }

        @Override
        public String name() {
            return "behind";
        }

        @Override
        public void start(NodeContext context) throws IOException {
            String address = context.scanners();
            Socket scanner = new Socket(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
            scanner.setSoTimeout(SOON_MS);
            context.own(() -> {
                try (scanner) {
                    sawScannerSentAway.add(scanner.getInputStream().read() < 0);
                }
            });
            if (fails) {
                throw new IllegalStateException("nobody to work");
            }
            context.health(name(), () -> true, () -> true);
        }
    }

    private NodeConfig config(Role last) {
        return NodeConfigs.withRoles(
                NodeConfig.allInOne(folder.resolve("data"), 0),
                List.of(Roles.named("broker").orElseThrow(), Roles.named("gateway").orElseThrow(), last));
    }

    private static ScanReport sendWhenItListens(int port, ScanListener listener, FutureTask<Node> starting) throws Exception {
        await("the port listens, or the node has failed")
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> listens(port) || starting.isDone());
        try (MessageSource messages = SCAN.messages()) {
            return new ScannerClient(ScannerSettings.of("127.0.0.1", port, "rss"), listener).run(messages);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static FutureTask<Node> begin(Callable<Node> start) {
        FutureTask<Node> task = new FutureTask<>(start);
        Thread.ofPlatform().name("early-start").start(task);
        return task;
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }
}
