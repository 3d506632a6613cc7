package org.larmor.gateway;

import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.adapt.policy.Policy;
import org.larmor.bus.ChunkSink;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.ResultEvent;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.scan.Line;
import org.larmor.telemetry.Telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The gateway alone between a real socket and a real broker; the test plays router and worker. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GatewayIT {
    private static final JsonSerde<IndexEvent> EVENTS = new JsonSerde<>(IndexEvent.class);
    private static final JsonSerde<ResultEvent> RESULTS = new JsonSerde<>(ResultEvent.class);
    private static final FrameKey FRAME = new FrameKey(0, 0, 0, 0, 0, 0);
    private static final int N = 16;

    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static Vertx vertx;
    private static Gateway gateway;
    private static Telemetry telemetry;
    private static Producer<String, byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(data, 0);
        try (TopicAdmin admin = TopicAdmin.connect(KafkaConnection.to(broker.bootstrap()))) {
            admin.apply(TopicPlan.DEFINED);
        }
        vertx = Vertx.vertx();
        telemetry = new Telemetry();
        gateway = Gateway.start(
                new GatewaySettings(KafkaConnection.to(broker.bootstrap()), "127.0.0.1", 0, Duration.ofSeconds(2), 32 << 20, SiteKey.readOrMake(data.resolve("site.key")), () -> Policy.NONE, () -> ChunkSink.NONE, GatewaySettings.Doors.DEFAULT),
                vertx, telemetry);
        producer = KafkaConnection.to(broker.bootstrap()).producer(
                ClientSettings.eventProducer(), new StringSerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        gateway.close();
        telemetry.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        broker.close();
    }

    @Test
    void aScanBecomesDurableChunksAndEventsInOrder() throws Exception {
        try (Log index = new Log(Topics.INDEX.name());
                TestScanner scanner = new TestScanner(gateway.port())) {
            scanner.greet("rss", TestScanner.xml(N, 1, 1));
            scanner.send(TestScanner.line(
                    AcquisitionHeader.allocate().set(AcquisitionFlag.IS_NOISE_MEASUREMENT), 2, N));
            List<byte[]> sent = new ArrayList<>();
            for (int line = 0; line < N; line++) {
                MrdMessage acquisition = imaging(line, line == N - 1);
                sent.add(MrdEncoder.bytes(acquisition));
                scanner.send(acquisition);
            }
            scanner.send(new MrdMessage.Close());

            var opened = (IndexEvent.ScanOpened) index.next();
            assertThat(opened.encodings()).hasSize(1);
            var noise = (IndexEvent.ChunkStored) index.next();
            assertThat(noise.chunk().kind()).isEqualTo(ChunkKind.NOISE);
            var imaging = (IndexEvent.ChunkStored) index.next();
            assertThat(imaging.frame()).isEqualTo(FRAME);
            assertThat(imaging.lines()).extracting(Line::step1).hasSize(N).startsWith(0, 1, 2);
            assertThat(imaging.lines().getLast().marks()).isEqualTo(Line.LAST_IN_SLICE);
            var ended = (IndexEvent.ScanEnded) index.next();
            assertThat(ended.aborted()).isFalse();

            byte[] stored = index.value(Topics.DATA.name(), opened.partition(), imaging.chunk().offset());
            assertThat(stored).isEqualTo(concat(sent));
            assertThat(crc(stored)).isEqualTo(imaging.chunk().crc32c());
        }
    }

    @Test
    void imagesComeBackOnceWhateverIsRepeatedAndTheCloseFollows() throws Exception {
        try (Log index = new Log(Topics.INDEX.name());
                TestScanner scanner = new TestScanner(gateway.port())) {
            IndexEvent.ScanOpened scan = oneFrame(scanner, index);
            byte[] image = image(7);
            // A worker that died before its last piece, one that finished, and one that did it all again.
            piece(scan, 1, image, 0);
            piece(scan, 2, image, 0);
            piece(scan, 2, image, 1);
            result(scan, new ResultEvent.FrameImages(
                    scan.scan(), FRAME, 0, 2, List.of(2), List.of("note"), new Hops(1, 1, 1, 1, 1, 1)));
            piece(scan, 3, image, 0);
            piece(scan, 3, image, 1);
            result(scan, new ResultEvent.FrameImages(
                    scan.scan(), FRAME, 0, 3, List.of(2), List.of("note"), new Hops(1, 1, 1, 1, 1, 1)));
            result(scan, new ResultEvent.ScanClosed(scan.scan(), 1, false));

            List<MrdMessage> received = scanner.rest();
            assertThat(received)
                    .extracting(m -> m.getClass().getSimpleName())
                    .containsExactlyInAnyOrder("Text", "Image", "Close");
            assertThat(received.getLast()).isInstanceOf(MrdMessage.Close.class);
            MrdMessage delivered = received.stream().filter(m -> m instanceof MrdMessage.Image).findAny().orElseThrow();
            assertThat(MrdEncoder.bytes(delivered)).isEqualTo(image);
            await("the scan among those that ended").untilAsserted(() -> assertThat(gateway.scans())
                    .filteredOn(shown -> shown.scan().equals(scan.scan()) && shown.state().equals("done"))
                    .singleElement()
                    .satisfies(shown -> assertThat(List.of(shown.answers(), shown.images())).containsExactly(1, 1)));
        }
    }

    @Test
    void aFailedFrameIsATextAndTheScanStillCloses() throws Exception {
        try (Log index = new Log(Topics.INDEX.name());
                TestScanner scanner = new TestScanner(gateway.port())) {
            IndexEvent.ScanOpened scan = oneFrame(scanner, index);
            result(scan, new ResultEvent.FrameFailed(
                    scan.scan(), FRAME, 0, "no centre", List.of(), new Hops(1, 1, 1, 1, 1, 1)));
            result(scan, new ResultEvent.ScanClosed(scan.scan(), 1, false));
            assertThat(scanner.rest())
                    .containsExactly(
                            new MrdMessage.Text("ERR frame 0.0.0.0.0.0: no centre"), new MrdMessage.Close());
        }
    }

    @Test
    void moreThanTheOutboxKeepsIsReadAgainFromTheLog() throws Exception {
        try (Log index = new Log(Topics.INDEX.name());
                TestScanner scanner = new TestScanner(gateway.port())) {
            IndexEvent.ScanOpened scan = oneFrame(scanner, index);
            // The scanner reads nothing until all 24 MB are waiting for it.
            int frames = 24;
            for (int i = 0; i < frames; i++) {
                FrameKey frame = new FrameKey(0, 0, 0, 0, i, 0);
                byte[] image = image(512);
                send(scan, PayloadHeader.piece(scan.scan(), frame, 0, i, 0, 0, crc(image)), image);
                result(scan, new ResultEvent.FrameImages(
                        scan.scan(), frame, 0, i, List.of(1), List.of(), new Hops(1, 1, 1, 1, 1, 1)));
            }
            result(scan, new ResultEvent.ScanClosed(scan.scan(), frames, false));
            List<MrdMessage> received = scanner.rest();
            assertThat(received).hasSize(frames + 1);
            assertThat(MrdEncoder.bytes(received.get(frames - 1))).isEqualTo(image(512));
        }
    }

    /** The connection may be gone before the log has the header. */
    @Test
    void scanThatIsCutOffAtOnceIsOpenedAndEnded() throws Exception {
        try (Log index = new Log(Topics.INDEX.name())) {
            for (int i = 0; i < 10; i++) {
                try (TestScanner scanner = new TestScanner(gateway.port())) {
                    scanner.greet("rss", TestScanner.xml(N, 1, 1));
                    scanner.send(imaging(0, false));
                    scanner.reset();
                }
                assertThat(index.next()).isInstanceOf(IndexEvent.ScanOpened.class);
                assertThat(index.next()).isInstanceOfSatisfying(
                        IndexEvent.ScanEnded.class, ended -> assertThat(ended.aborted()).isTrue());
            }
        }
    }

    private IndexEvent.ScanOpened oneFrame(TestScanner scanner, Log index) throws Exception {
        scanner.greet("rss", TestScanner.xml(N, 1, 1));
        for (int line = 0; line < N; line++) {
            scanner.send(imaging(line, line == N - 1));
        }
        scanner.send(new MrdMessage.Close());
        var opened = (IndexEvent.ScanOpened) index.next();
        IndexEvent event = index.next();
        while (!(event instanceof IndexEvent.ScanEnded)) {
            event = index.next();
        }
        return opened;
    }

    private static MrdMessage imaging(int line, boolean last) {
        AcquisitionHeader header = AcquisitionHeader.allocate().kspaceEncodeStep1(line);
        return TestScanner.line(last ? header.set(AcquisitionFlag.LAST_IN_SLICE) : header, 2, N);
    }

    private static byte[] image(int n) {
        ImageHeader header = ImageHeader.allocate();
        header.matrixSize(n, n, 1).channels(1);
        return MrdEncoder.bytes(MrdMessage.Image.of(header, "", new float[n * n]));
    }

    private static void piece(IndexEvent.ScanOpened scan, long attempt, byte[] image, int piece)
            throws Exception {
        int half = image.length / 2;
        byte[] part = piece == 0
                ? java.util.Arrays.copyOfRange(image, 0, half)
                : java.util.Arrays.copyOfRange(image, half, image.length);
        send(scan, PayloadHeader.piece(scan.scan(), FRAME, 0, attempt, 0, piece, crc(part)), part);
    }

    private static void send(IndexEvent.ScanOpened scan, PayloadHeader header, byte[] value) throws Exception {
        var record = new ProducerRecord<>(Topics.RESULTS.name(), scan.partition(), scan.scan(), value);
        record.headers().add(PayloadHeader.NAME, header.encode());
        producer.send(record).get();
    }

    private static void result(IndexEvent.ScanOpened scan, ResultEvent event) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.RESULTS.name(), scan.partition(), scan.scan(), RESULTS.write(event)))
                .get();
    }

    private static byte[] concat(List<byte[]> parts) {
        ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(p -> p.length).sum());
        parts.forEach(all::put);
        return all.array();
    }

    private static int crc(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value);
        return (int) crc.getValue();
    }

    /** Reads a topic's new records. */
    private static final class Log implements AutoCloseable {
        private final Consumer<String, byte[]> consumer;
        private final List<byte[]> read = new ArrayList<>();

        Log(String topic) {
            consumer = KafkaConnection.to(broker.bootstrap())
                    .consumer(ClientSettings.consumer(), new StringDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
        }

        /** The next event but for signs of life. */
        IndexEvent next() {
            while (true) {
                while (read.isEmpty()) {
                    consumer.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.value()));
                }
                IndexEvent event = EVENTS.read(read.removeFirst());
                if (!(event instanceof IndexEvent.ScanAlive)) {
                    return event;
                }
            }
        }

        byte[] value(String topic, int partition, long offset) {
            TopicPartition where = new TopicPartition(topic, partition);
            consumer.assign(List.of(where));
            consumer.seek(where, offset);
            while (true) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    return record.value();
                }
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
