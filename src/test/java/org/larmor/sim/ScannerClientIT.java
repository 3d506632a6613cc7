package org.larmor.sim;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.larmor.mrd.wire.MrdMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class ScannerClientIT {
    private static final SimulatedScan SCAN = new SimulatedScan(
            new Phantom(32, 32, 2, 2, 3), ScanPlan.plain().withRepetitions(2).withNoise(0.01, true));

    @Test
    void holdsTheWholeConversation() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer.Manners.GOOD)) {
            List<ReceivedImage> received = new ArrayList<>();
            ScanReport report = run(settings(server).withText("{\"a\":1}"), received);
            assertThat(report.failure()).isNull();
            assertThat(report.closed()).isTrue();
            assertThat(report.frames()).isEqualTo(6);
            assertThat(report.images()).isEqualTo(6);
            assertThat(report.texts()).containsExactly("DBG done");
            assertThat(server.messages())
                    .extracting(MrdMessage::getClass)
                    .isEqualTo(List.of(
                            MrdMessage.ConfigFile.class,
                            MrdMessage.Header.class,
                            MrdMessage.Text.class,
                            MrdMessage.Close.class));
            assertThat(server.messages().get(0)).isEqualTo(new MrdMessage.ConfigFile("rss"));
            assertThat(((MrdMessage.Header) server.messages().get(1)).xml()).isEqualTo(SCAN.xml());
            assertThat(server.acquisitions()).containsExactlyElementsOf(wireForms());
            assertThat(report.messages()).isEqualTo(wireForms().size());
            assertThat(received).extracting(ReceivedImage::wire).containsExactlyElementsOf(server.images());
            assertThat(received).extracting(image -> image.image().header().slice()).containsExactly(0, 1, 2, 0, 1, 2);
            assertThat(received).allMatch(image -> image.latencyNanos() >= 0);
            assertThat(report.latencyMillis(0.5)).isPositive().isLessThanOrEqualTo(report.latencyMillis(1));
            assertThat(report.imageBytes())
                    .isEqualTo(server.images().stream().mapToLong(image -> image.length).sum());
        }
    }

    @Test
    void keepsThePace() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer.Manners.GOOD)) {
            ScanReport report = run(settings(server).withFramesPerSecond(12), new ArrayList<>());
            assertThat(report.images()).isEqualTo(6);
            // six frames at 12 a second; the last line is due one interval before the half second is over
            assertThat(report.sending()).isBetween(Duration.ofMillis(480), Duration.ofSeconds(3));
        }
    }

    @Test
    void aScannerThatReadsLastGetsEverything() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer.Manners.GOOD)) {
            ScanReport report = run(settings(server).readingLast(), new ArrayList<>());
            assertThat(report.failure()).isNull();
            assertThat(report.images()).isEqualTo(6);
        }
        try (FakeServer server = new FakeServer(FakeServer.Manners.ANSWERS_LAST)) {
            assertThat(run(settings(server), new ArrayList<>()).images()).isEqualTo(6);
        }
    }

    @Test
    void tellsARefusalFromAHangUpFromSilence() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer.Manners.REFUSES)) {
            ScanReport report = run(settings(server).withFramesPerSecond(2), new ArrayList<>());
            assertThat(report.texts()).containsExactly("ERR no such config: rss");
            assertThat(report.closed()).isTrue();
            assertThat(report.failure()).isNotNull();
            assertThat(report.images()).isZero();
        }
        try (FakeServer server = new FakeServer(FakeServer.Manners.HANGS_UP)) {
            ScanReport report = run(settings(server).withFramesPerSecond(20), new ArrayList<>());
            assertThat(report.closed()).isFalse();
            assertThat(report.failure()).isNotNull();
            assertThat(report.images()).isEqualTo(1);
        }
        try (FakeServer server = new FakeServer(FakeServer.Manners.SULKS)) {
            ScanReport report = run(settings(server).withPatience(Duration.ofMillis(300)), new ArrayList<>());
            assertThat(report.closed()).isFalse();
            assertThat(report.failure()).contains("no answer within 0.3 s");
        }
    }

    @Test
    void aListenerThatFailsEndsTheScan() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer.Manners.GOOD);
                MessageSource source = SCAN.messages()) {
            ScanReport report = new ScannerClient(settings(server).withFramesPerSecond(20), new ScanListener() {
                        @Override
                        public void image(ReceivedImage image) throws IOException {
                            throw new IOException("disk full");
                        }
                    })
                    .run(source);
            assertThat(report.failure()).isEqualTo("disk full");
        }
    }

    @Test
    void noServerIsAnException() throws Exception {
        // bound but not listening: nobody else can have the port meanwhile
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = bound.getLocalPort();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> run(ScannerSettings.of("127.0.0.1", port, "rss"), new ArrayList<>()))
                    .withMessageContaining("no MRD server at 127.0.0.1:" + port);
        }
    }

    @Test
    void theHeaderIsValid() throws Exception {
        java.nio.file.Path schema = java.nio.file.Path.of("/usr/share/ismrmrd/schema/ismrmrd.xsd");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                java.nio.file.Files.exists(schema) || "1".equals(System.getenv("LARMOR_REQUIRE_TOOLS")), "no schema");
        var validator = javax.xml.validation.SchemaFactory.newInstance(javax.xml.XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(schema.toFile())
                .newValidator();
        for (ScanPlan plan : List.of(
                ScanPlan.plain(),
                ScanPlan.plain().withAcceleration(4, 16),
                ScanPlan.plain().withAcceleration(2, 0))) {
            String xml = new String(new SimulatedScan(SCAN.phantom(), plan).xml(), StandardCharsets.UTF_8);
            validator.validate(new javax.xml.transform.stream.StreamSource(new java.io.StringReader(xml)));
        }
    }

    private static ScannerSettings settings(FakeServer server) {
        return ScannerSettings.of("localhost", server.port(), "rss");
    }

    private static ScanReport run(ScannerSettings settings, List<ReceivedImage> received) throws Exception {
        try (MessageSource source = SCAN.messages()) {
            return new ScannerClient(settings, new ScanListener() {
                        @Override
                        public void image(ReceivedImage image) {
                            received.add(image);
                        }
                    })
                    .run(source);
        }
    }

    private static List<byte[]> wireForms() throws IOException {
        List<byte[]> all = new ArrayList<>();
        try (MessageSource source = SCAN.messages()) {
            for (ByteBuffer message = source.next(); message != null; message = source.next()) {
                byte[] bytes = new byte[message.remaining()];
                message.get(bytes);
                all.add(bytes);
            }
        }
        return all;
    }
}
