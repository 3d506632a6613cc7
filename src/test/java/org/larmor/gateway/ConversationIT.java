package org.larmor.gateway;

import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.adapt.policy.Policy;
import org.larmor.bus.ChunkSink;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.router.Backlog;
import org.larmor.router.Gathering;
import org.larmor.router.Router;
import org.larmor.router.RouterPolicy;
import org.larmor.telemetry.Telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The conversation's edges over a real socket: each gets its text and its close, and the next client is served. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ConversationIT {
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final int N = 16;
    private static final String XML = TestScanner.xml(N, 1, 1);
    private static final MrdMessage CLOSE = new MrdMessage.Close();

    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static Router router;
    private static Vertx vertx;
    private static Gateway gateway;
    private static Telemetry telemetry;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(data, 0);
        try (TopicAdmin admin = TopicAdmin.connect(KafkaConnection.to(broker.bootstrap()))) {
            admin.apply(TopicPlan.DEFINED);
        }
        router = Router.start(
                KafkaConnection.to(broker.bootstrap()),
                data.resolve("router"),
                0,
                RouterPolicy.DEFAULT,
                domain -> java.util.Optional.empty(),
                Gathering.NONE,
                Backlog.NONE);
        vertx = Vertx.vertx();
        telemetry = new Telemetry();
        gateway = Gateway.start(
                new GatewaySettings(KafkaConnection.to(broker.bootstrap()), "127.0.0.1", 0, IDLE, 32 << 20, SiteKey.readOrMake(data.resolve("site.key")), () -> Policy.NONE, () -> ChunkSink.NONE, GatewaySettings.Doors.DEFAULT), vertx, telemetry);
        await().atMost(Duration.ofSeconds(60)).until(router::ready);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        telemetry.close();
        router.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        broker.close();
    }

    /** After whatever went wrong, the next client is served: here with a scan whose frames are swallowed. */
    @AfterEach
    void theNextClientIsServed() throws Exception {
        try (TestScanner scanner = new TestScanner(gateway.port())) {
            wholeScan(scanner);
            assertThat(scanner.rest()).containsExactly(CLOSE);
        }
    }

    /** What is sent, and the text that answers it. */
    private record Fault(String what, byte[] sent, String answer) {}

    @TestFactory
    Stream<DynamicTest> faultsAreToldAndTheConversationIsClosed() {
        MrdMessage config = new MrdMessage.ConfigFile("null");
        MrdMessage header = new MrdMessage.Header(XML.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        MrdMessage line = TestScanner.line(AcquisitionHeader.allocate(), 2, N);
        byte[] noChannels = MrdEncoder.bytes(line);
        // Active channels, at 38 of the header, after the id.
        ByteBuffer.wrap(noChannels).order(ByteOrder.LITTLE_ENDIAN).putShort(2 + 38, (short) 0);
        byte[] manySamples = MrdEncoder.bytes(line);
        ByteBuffer.wrap(manySamples).order(ByteOrder.LITTLE_ENDIAN)
                .putShort(2 + 34, (short) 0xFFFF)
                .putShort(2 + 38, (short) 0xFFFF);
        byte[] handshake = bytes(config, header);
        return Stream.of(
                        new Fault("unknown id", concat(handshake, id(4711)), "4711"),
                        new Fault("id first of all that is not ours", "GET / HTTP/1.1\r\n\r\n".getBytes(
                                java.nio.charset.StandardCharsets.US_ASCII), "unknown"),
                        new Fault("unknown config", bytes(new MrdMessage.ConfigFile("invertcontrast"), header),
                                "invertcontrast"),
                        new Fault("second config", bytes(config, config), "second config"),
                        new Fault("second header", bytes(config, header, header), "second header"),
                        new Fault("header before config", bytes(header), "before any config"),
                        new Fault("data before header", bytes(config, line), "before any header"),
                        new Fault("bad XML", bytes(config, new MrdMessage.Header("<ismrmrdHeader><enc".getBytes(
                                java.nio.charset.StandardCharsets.UTF_8))), "header"),
                        new Fault("XML without encoding", bytes(config, new MrdMessage.Header(
                                "<ismrmrdHeader/>".getBytes(java.nio.charset.StandardCharsets.UTF_8))), "encoding"),
                        new Fault("header of 4 GiB", concat(bytes(config), id(3), u32(0xFFFFFFFFL)), "4294967295"),
                        new Fault("text of 4 GiB", concat(handshake, id(5), u32(0xFFFFFFFFL)), "4294967295"),
                        new Fault("image meta of 2^63 bytes", concat(handshake, id(1022), imageWithMeta()), "bytes"),
                        new Fault("zero channels", concat(handshake, noChannels), "0 active channels"),
                        new Fault("65535 × 65535 samples", concat(handshake, manySamples), "65535 samples"),
                        new Fault("OpenRecon config that is unknown", bytes(config, header, new MrdMessage.Text(
                                "{\"version\":\"1.1.0\",\"parameters\":{\"config\":\"nosuch\"}}")), "nosuch"))
                .map(fault -> DynamicTest.dynamicTest(fault.what, () -> {
                    try (TestScanner scanner = new TestScanner(gateway.port())) {
                        scanner.raw(fault.sent);
                        List<MrdMessage> answer = scanner.rest();
                        assertThat(answer).hasSize(2).endsWith(CLOSE);
                        assertThat(((MrdMessage.Text) answer.getFirst()).text())
                                .startsWith("ERR ")
                                .contains(fault.answer);
                    }
                    theNextClientIsServed();
                }));
    }

    @Test
    void theErrorIsHeardAlsoByAScannerThatGoesOnSending() throws Exception {
        try (TestScanner scanner = new TestScanner(gateway.port())) {
            scanner.raw(id(4711)).raw(new byte[4 << 20]);
            assertThat(scanner.rest()).hasSize(2).endsWith(CLOSE);
        }
    }

    @Test
    void closeWithoutAnythingIsAnsweredByClose() throws Exception {
        try (TestScanner scanner = new TestScanner(gateway.port())) {
            assertThat(scanner.send(CLOSE).rest()).containsExactly(CLOSE);
        }
    }

    @Test
    void aNoiseDependencyQueryIsAnsweredByClose() throws Exception {
        try (TestScanner scanner = new TestScanner(gateway.port())) {
            scanner.send(new MrdMessage.ConfigText("GadgetronNoiseCovarianceMatrix_42"), CLOSE);
            assertThat(scanner.rest()).containsExactly(CLOSE);
        }
    }

    @Test
    void aHeaderWithoutDataIsAnsweredByClose() throws Exception {
        try (TestScanner scanner = new TestScanner(gateway.port())) {
            scanner.greet("rss", XML).send(CLOSE);
            assertThat(scanner.rest()).containsExactly(CLOSE);
        }
    }

    @Test
    void aTruncatedAcquisitionThenSilenceEndsWithTheIdleTimeout() throws Exception {
        try (TestScanner scanner = new TestScanner(gateway.port())) {
            byte[] line = MrdEncoder.bytes(TestScanner.line(AcquisitionHeader.allocate(), 2, N));
            scanner.greet("null", XML).raw(Arrays.copyOf(line, line.length - 5));
            List<MrdMessage> answer = scanner.rest();
            assertThat(answer).hasSize(2).endsWith(CLOSE);
            assertThat(((MrdMessage.Text) answer.getFirst()).text()).startsWith("ERR nothing received for 2 s");
        }
    }

    @Test
    void aSilentConnectionBlocksNobodyAndIsClosed() throws Exception {
        try (TestScanner silent = new TestScanner(gateway.port());
                TestScanner busy = new TestScanner(gateway.port())) {
            wholeScan(busy);
            assertThat(busy.rest()).containsExactly(CLOSE);
            assertThat(silent.rest()).hasSize(2).endsWith(CLOSE);
        }
    }

    @Test
    void aResetEndsTheScanAsAborted() throws Exception {
        try (TestScanner scanner = new TestScanner(gateway.port())) {
            scanner.greet("null", XML).send(TestScanner.line(AcquisitionHeader.allocate(), 2, N));
            await().until(() -> gateway.scans().stream().anyMatch(s -> s.state().equals("open")));
            scanner.reset();
            await().until(() -> gateway.scans().stream().anyMatch(s -> s.state().equals("aborted")));
        }
    }

    @Test
    void theEndOfTheConnectionInEveryStateIsClean() throws Exception {
        byte[] whole = bytes(
                new MrdMessage.ConfigFile("null"),
                new MrdMessage.Header(XML.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                TestScanner.line(AcquisitionHeader.allocate(), 2, N));
        for (int end : new int[] {0, 1, 2, 500, 1026, 1030, 1100, whole.length - 10, whole.length}) {
            try (TestScanner scanner = new TestScanner(gateway.port())) {
                scanner.raw(Arrays.copyOf(whole, end));
            }
        }
        await().until(() -> gateway.scans().stream().noneMatch(s -> s.state().equals("open")));
    }

    @Test
    void aQueryIsAnswered() throws Exception {
        try (TestScanner scanner = new TestScanner(gateway.port())) {
            scanner.send(new MrdMessage.Query(0, 7, "gadgetron::info"), CLOSE);
            assertThat(scanner.next()).isInstanceOfSatisfying(
                    MrdMessage.Response.class, response -> assertThat(response.correlationId()).isEqualTo(7));
            assertThat(scanner.rest()).containsExactly(CLOSE);
        }
    }

    private static void wholeScan(TestScanner scanner) throws Exception {
        scanner.greet("null", XML);
        for (int line = 0; line < N; line++) {
            scanner.send(TestScanner.line(AcquisitionHeader.allocate().kspaceEncodeStep1(line), 2, N));
        }
        scanner.send(CLOSE);
    }

    private static byte[] imageWithMeta() {
        ByteBuffer out = ByteBuffer.allocate(198 + 8).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort(0, (short) 1).putShort(2, (short) 5);
        for (int i = 0; i < 3; i++) {
            out.putShort(16 + 2 * i, (short) 1);
        }
        out.putShort(34, (short) 1);
        out.putLong(198, Long.MAX_VALUE);
        return out.array();
    }

    private static byte[] id(int id) {
        return ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) id).array();
    }

    private static byte[] u32(long value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array();
    }

    private static byte[] bytes(MrdMessage... messages) {
        return concat(Arrays.stream(messages).map(MrdEncoder::bytes).toArray(byte[][]::new));
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
