package org.larmor.router;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topic;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.ScanEnded;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.ResultEvent;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.bus.record.ResultEvent.ScanRefused;
import org.larmor.scan.RecipeRequest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What poisons a router on a real broker, and what does not. */
class RouterFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LINES = 8;

    @TempDir
    private Path data;

    private EmbeddedBroker broker;
    private KafkaConnection kafka;
    private Producer<String, byte[]> producer;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(data.resolve("broker"), 0);
        kafka = KafkaConnection.to(broker.bootstrap());
        try (TopicAdmin admin = TopicAdmin.connect(kafka)) {
            admin.apply(TopicPlan.DEFINED);
        }
        producer = kafka.producer(ClientSettings.eventProducer(), new StringSerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void poisonedScanEndsAndEightScansBesideItComeThrough() throws Exception {
        List<String> scans = new ArrayList<>();
        try (Router router = router("state")) {
            await().atMost(SOON).until(router::ready);
            for (int i = 0; i < 8; i++) {
                scans.add(open(encodings(1)));
            }
            String manyEncodings = open(encodings(5000)); // 4 MiB
            for (String scan : scans) {
                chunk(scan, 0, 0, LINES / 2);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(refused()).containsOnlyKeys(manyEncodings));
            assertThat(refused().get(manyEncodings)).contains("5000 encodings in its header, at most 64");
        }
        try (Router router = router("another")) { // nothing of it is left to trip over
            for (String scan : scans) {
                chunk(scan, 1, LINES / 2, LINES);
                end(scan);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(closed()).containsOnlyKeys(scans));
            assertThat(closed()).allSatisfy((scan, results) -> assertThat(results).isEqualTo(1));
            assertThat(router.alive()).isTrue();
        }
    }

    @Test
    void jobThatItsTopicDoesNotTakeEndsItsScanAndNoOther() throws Exception {
        try (Admin admin = kafka.admin(Map.of())) {
            ConfigResource jobs = new ConfigResource(ConfigResource.Type.TOPIC, Topics.JOBS_CLASSIC.name());
            admin.incrementalAlterConfigs(Map.of(jobs, List.of(new AlterConfigOp(
                            new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "2000"), AlterConfigOp.OpType.SET))))
                    .all().get(30, TimeUnit.SECONDS);
        }
        try (Router router = router("state")) {
            await().atMost(SOON).until(router::ready);
            String large = open(encodings(1));
            String small = open(encodings(1));
            for (int line = 0; line < LINES; line++) {
                for (int i = 0; i < 10; i++) {
                    chunk(large, 10 * line + i, line, line + 1);
                }
            }
            chunk(small, 0, 0, LINES);
            end(small);
            await().atMost(SOON).untilAsserted(() -> assertThat(refused()).containsOnlyKeys(large));
            assertThat(refused().get(large)).contains("a record of it was too large");
            await().atMost(SOON).untilAsserted(() -> assertThat(closed()).containsOnlyKeys(small));
            assertThat(read(Topics.DEAD_LETTER)).singleElement().extracting(ConsumerRecord::key).isEqualTo(large);
            assertThat(router.alive()).isTrue();
        }
        try (Router router = router("another")) {
            String next = open(encodings(1));
            chunk(next, 0, 0, LINES);
            end(next);
            await().atMost(SOON).untilAsserted(() -> assertThat(closed()).containsKey(next));
            assertThat(router.alive()).isTrue();
        }
    }

    @Test
    void recordOfANewerProgramStopsTheRouterForGoodAndIsNotLost() throws Exception {
        String scan = open(encodings(1));
        raw("{\"type\":\"ScanPaused\"}", 3);
        try (Router router = router("state")) {
            await().atMost(SOON).dontCatchUncaughtExceptions().until(() -> !router.alive());
        }
        assertThat(read(Topics.DEAD_LETTER)).isEmpty();
        try (Admin admin = kafka.admin(Map.of())) {
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets(Topics.ROUTER_APPLICATION)
                    .partitionsToOffsetAndMetadata().get(30, TimeUnit.SECONDS)
                    .get(new TopicPartition(Topics.INDEX.name(), 0));
            assertThat(committed == null ? 0 : committed.offset()).isLessThanOrEqualTo(1);
        }
        assertThat(closed()).doesNotContainKey(scan);
    }

    @Test
    void damagedStateOfOneScanIsDroppedAndTheOthersGoOn() throws Exception {
        for (String state : Topics.INTERNAL) {
            producer.send(new ProducerRecord<>(state, 0, "damaged/0.0/0.0.0.0.0.0/~", new byte[] {2, '{'}))
                    .get(30, TimeUnit.SECONDS);
        }
        try (Router router =
                router("state", RouterPolicy.DEFAULT.withFrameTimeout(Duration.ofSeconds(2)))) {
            String scan = open(encodings(1));
            chunk(scan, 0, 0, LINES - 1); // ends by a tick
            await().atMost(SOON).untilAsserted(() -> assertThat(read(Topics.JOBS_CLASSIC)).isNotEmpty());
            end(scan);
            await().atMost(SOON).untilAsserted(() -> assertThat(closed()).containsKey(scan));
            assertThat(router.alive()).isTrue();
        }
    }

    @Test
    void whatOneRouterLeavesAnotherTakesUp() throws Exception {
        List<String> scans = new ArrayList<>();
        Router first = router("first");
        try (Router second = router("second")) {
            await().atMost(SOON).until(() -> first.ready() && second.ready());
            for (int i = 0; i < 8; i++) {
                String scan = open(i % 4, encodings(1));
                chunk(scan, i % 4, 0, 0, LINES / 2);
                scans.add(scan);
            }
            first.close();
            for (int i = 0; i < 8; i++) {
                chunk(scans.get(i), i % 4, 1, LINES / 2, LINES);
                end(scans.get(i), i % 4);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(closed()).containsOnlyKeys(scans));
            assertThat(closed()).allSatisfy((scan, results) -> assertThat(results).isEqualTo(1));
        } finally {
            first.close();
        }
    }

    private Router router(String state) {
        return router(state, RouterPolicy.DEFAULT);
    }

    private Router router(String state, RouterPolicy policy) {
        return Router.start(kafka, data.resolve(state), 1, policy, ModelDirectory.NONE, Gathering.NONE, Backlog.NONE);
    }

    private static List<EncodingRecord> encodings(int count) {
        return Collections.nCopies(
                count, EncodingRecord.of(Scans.header(LINES, 1, null, null, 3).encodings().getFirst()));
    }

    private String open(List<EncodingRecord> encodings) throws Exception {
        return open(0, encodings);
    }

    private String open(int partition, List<EncodingRecord> encodings) throws Exception {
        String scan = UUID.randomUUID().toString();
        send(partition, scan, new ScanOpened(
                scan, partition, "it", RecipeRequest.RSS, false, "general", null, null, encodings,
                new ChunkRef(ChunkKind.HEADER, 0, 0, 1, 1), Bench.micros(Instant.now())));
        return scan;
    }

    private void chunk(String scan, int sequence, int from, int to) throws Exception {
        chunk(scan, 0, sequence, from, to);
    }

    private void chunk(String scan, int partition, int sequence, int from, int to) throws Exception {
        send(partition, scan, new ChunkStored(
                scan, partition, Scans.FRAME, new ChunkRef(ChunkKind.IMAGING, sequence, sequence, 1, 1),
                Lines.of(List.of(Scans.lines(from, to, 1))), 8, 0, 0));
    }

    private void end(String scan) throws Exception {
        end(scan, 0);
    }

    private void end(String scan, int partition) throws Exception {
        send(partition, scan, new ScanEnded(scan, partition, false, "", 0));
    }

    private void send(int partition, String scan, IndexEvent event) throws Exception {
        byte[] value = Topics.INDEX.value().serializer().serialize("", event);
        producer.send(new ProducerRecord<>(Topics.INDEX.name(), partition, scan, value)).get(30, TimeUnit.SECONDS);
    }

    private void raw(String json, int version) throws Exception {
        byte[] value = (" " + json).getBytes(UTF_8);
        value[0] = (byte) version;
        producer.send(new ProducerRecord<>(Topics.INDEX.name(), 0, "newer", value)).get(30, TimeUnit.SECONDS);
    }

    private Map<String, String> refused() {
        Map<String, String> refused = new java.util.TreeMap<>();
        for (ResultEvent result : results()) {
            if (result instanceof ScanRefused(String scan, String text)) {
                refused.put(scan, text);
            }
        }
        return refused;
    }

    private Map<String, Integer> closed() {
        Map<String, Integer> closed = new java.util.TreeMap<>();
        for (ResultEvent result : results()) {
            if (result instanceof ScanClosed(String scan, int results, boolean aborted)) {
                closed.put(scan, results);
            }
        }
        return closed;
    }

    private List<ResultEvent> results() {
        return read(new Topic<>(Topics.RESULTS.name(), Topics.RESULTS.key(), Topics.resultEvents())).stream()
                .map(ConsumerRecord::value)
                .toList();
    }

    /** All that a topic holds now. */
    private <V> List<ConsumerRecord<String, V>> read(Topic<?, V> topic) {
        List<ConsumerRecord<String, V>> records = new ArrayList<>();
        try (Consumer<String, V> consumer = kafka.consumer(
                ClientSettings.consumer(), new StringDeserializer(), topic.value().deserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(p -> new TopicPartition(topic.name(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
