package org.larmor.router;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.scan.Mark;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The router on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int REPETITIONS = 6;

    private Path data;
    private EmbeddedBroker broker;
    private Producer<String, byte[]> producer;
    private final Map<String, Integer> sequences = new HashMap<>();

    @BeforeAll
    void start(@TempDir Path folder) {
        data = folder;
        broker = EmbeddedBroker.start(data.resolve("broker"), 0);
        try (TopicAdmin admin = TopicAdmin.connect(KafkaConnection.to(broker.bootstrap()))) {
            admin.apply(TopicPlan.DEFINED.withLock(Duration.ofSeconds(15)));
                    }
        producer = KafkaConnection.to(broker.bootstrap()).producer(
                ClientSettings.eventProducer(),
                new StringSerializer(),
                new org.apache.kafka.common.serialization.ByteArraySerializer());
    }

    @AfterAll
    void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void eventsBecomeJobsAndClosesAndARestartInTheMiddleLosesNothing() throws Exception {
        String first = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        Path state = data.resolve("state");
        try (Router router = router(state, RouterPolicy.DEFAULT)) {
            await().atMost(SOON).until(router::ready);
            open(first, 1);
            for (int r = 0; r < REPETITIONS / 2; r++) {
                chunk(first, 1, r, 0, 4);
                chunk(first, 1, r, 4, 8);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(frames(first)).hasSize(REPETITIONS / 2));
            open(second, 3);
            chunk(second, 3, 0, 0, 4); // half a frame, known to the first router alone
        }
        raw(3, new byte[] {1, '{'}); // poison while nobody reads
        chunk(second, 3, 0, 4, 8);
        for (int r = REPETITIONS / 2; r < REPETITIONS; r++) {
            chunk(first, 1, r, 0, 8);
        }
        try (Router router = router(data.resolve("another-state"), RouterPolicy.DEFAULT)) {
            end(first, 1);
            end(second, 3);
            await().atMost(SOON).untilAsserted(() -> assertThat(closes()).containsAllEntriesOf(Map.of(
                    first, new Closed(1, REPETITIONS), second, new Closed(3, 1))));
            assertThat(router.alive()).isTrue();
        }
        assertThat(frames(first)).hasSize(REPETITIONS);
        assertThat(jobs(second)).singleElement().satisfies(job -> assertThat(job.chunks()).hasSize(2));
        assertThat(read(Topics.DEAD_LETTER)).singleElement().satisfies(letter ->
                assertThat(letter.value()).containsExactly(1, '{'));
    }

    @Test
    void silentScanTimesOutByTheRoutersOwnTicks() throws Exception {
        String scan = UUID.randomUUID().toString();
        try (Router router = router(
                data.resolve("ticking"), RouterPolicy.DEFAULT.withFrameTimeout(Duration.ofSeconds(2)))) {
            await().atMost(SOON).until(router::ready);
            open(scan, 2);
            chunk(scan, 2, 0, 0, 7);
            await().atMost(SOON).untilAsserted(() -> assertThat(jobs(scan)).singleElement().satisfies(job ->
                    assertThat(job.marks()).contains(Mark.INCOMPLETE)));
            end(scan, 2);
            await().atMost(SOON).untilAsserted(() -> assertThat(closes()).containsEntry(scan, new Closed(2, 1)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"router.job-sent=halt@3", "router.event-handled=halt@8"})
    void routerKilledInTheMiddleOfAScanLosesNothing(String failPoint) throws Exception {
        String scan = UUID.randomUUID().toString();
        Path state = data.resolve("killed" + scan);
        Process killed = process(state, failPoint);
        try {
            open(scan, 0);
            for (int r = 0; r < REPETITIONS; r++) {
                chunk(scan, 0, r, 0, 4);
                chunk(scan, 0, r, 4, 8);
            }
            assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(killed.exitValue()).isEqualTo(137);
        } finally {
            killed.destroyForcibly();
        }
        try (Router router = router(state, RouterPolicy.DEFAULT)) {
            end(scan, 0);
            await().atMost(SOON).untilAsserted(
                    () -> assertThat(closes()).containsEntry(scan, new Closed(0, REPETITIONS)));
            assertThat(router.alive()).isTrue();
        }
        assertThat(frames(scan)).hasSize(REPETITIONS);
        assertThat(jobs(scan)).allSatisfy(job -> assertThat(job.chunks()).hasSize(2));
    }

    private Process process(Path state, String failPoint) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", System.getProperty("java.class.path"),
                        "-Dlarmor.failpoints=" + failPoint,
                        RouterProgram.class.getName(), broker.bootstrap(), state.toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("router.log").toFile())
                .start();
    }

    private Router router(Path state, RouterPolicy policy) {
        return Router.start(
                KafkaConnection.to(broker.bootstrap()), state, 0, policy, ModelDirectory.NONE, Gathering.NONE, Backlog.NONE);
    }

    private void open(String scan, int partition) throws Exception {
        send(partition, new ScanOpened(
                scan, partition, "it", RecipeRequest.RSS, false, "general", null, null,
                Scans.header(8, 1, null, null, REPETITIONS - 1).encodings().stream().map(EncodingRecord::of).toList(),
                new ChunkRef(ChunkKind.HEADER, 0, 0, 1, 1), now()), scan);
    }

    private void chunk(String scan, int partition, int repetition, int from, int to) throws Exception {
        int sequence = sequences.merge(scan + repetition, 1, Integer::sum) - 1;
        send(partition, new ChunkStored(
                scan, partition, Scans.repetition(repetition), chunkRef(sequence),
                Lines.of(List.of(Scans.lines(from, to, 1))), 8, now(), now()), scan);
    }

    private void end(String scan, int partition) throws Exception {
        send(partition, new ScanEnded(scan, partition, false, "", now()), scan);
    }

    private static ChunkRef chunkRef(int sequence) {
        return new ChunkRef(ChunkKind.IMAGING, sequence, sequence, 1, 1);
    }

    private static long now() {
        return Bench.micros(Instant.now());
    }

    private void send(int partition, IndexEvent event, String scan) throws Exception {
        send(Topics.INDEX, partition, scan, Topics.INDEX.value().serializer().serialize("", event));
    }

    private void raw(int partition, byte[] value) throws Exception {
        send(Topics.INDEX, partition, "poison", value);
    }

    private void send(Topic<?, ?> topic, int partition, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic.name(), partition, key, value)).get(30, TimeUnit.SECONDS);
    }

    private List<Job> jobs(String scan) {
        List<Job> jobs = new ArrayList<>();
        for (ConsumerRecord<?, ?> record : read(Topics.JOBS_CLASSIC)) {
            if (record.value() instanceof Job job && job.scan().equals(scan)) {
                jobs.add(job);
            }
        }
        return jobs;
    }

    private Set<String> frames(String scan) {
        Set<String> frames = new HashSet<>();
        jobs(scan).forEach(job -> frames.add(job.frame() + "#" + job.revision()));
        return frames;
    }

    private record Closed(int partition, int results) {}

    private Map<String, Closed> closes() {
        Map<String, Closed> closes = new HashMap<>();
        for (ConsumerRecord<?, ?> record : read(new Topic<>(
                Topics.RESULTS.name(), Topics.RESULTS.key(), Topics.resultEvents()))) {
            if (record.value() instanceof ScanClosed closed) {
                closes.put(closed.scan(), new Closed(record.partition(), closed.results()));
            }
        }
        return closes;
    }

    /** All that a topic holds now. */
    private <V> List<ConsumerRecord<String, V>> read(Topic<?, V> topic) {
        List<ConsumerRecord<String, V>> records = new ArrayList<>();
        try (Consumer<String, V> consumer = KafkaConnection.to(broker.bootstrap()).consumer(
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
