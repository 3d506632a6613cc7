package org.larmor.bus;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The share group's behaviour that the worker relies on, on the embedded broker. */
class ShareGroupIT {
    private static final Duration LOCK = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path data;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(data, 0);
        try (TopicAdmin topics = TopicAdmin.connect(KafkaConnection.to(broker.bootstrap()))) {
            topics.apply(TopicPlan.DEFINED.withLock(LOCK));
                    }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void jobsWrittenBeforeTheFirstWorkerAreTakenOneByOneAndOnce() throws Exception {
        List<String> jobs = List.of("a", "b", "c", "d", "e", "f");
        for (String job : jobs) {
            produce(Pool.LEARNED, job);
        }
        List<String> taken = new ArrayList<>();
        try (ShareConsumer<String, String> worker = worker(Pool.LEARNED)) {
            await().atMost(PATIENCE).until(() -> {
                List<ConsumerRecord<String, String>> records = poll(worker);
                assertThat(records).hasSizeLessThanOrEqualTo(1);
                records.forEach(record -> {
                    assertThat(record.deliveryCount()).hasValue((short) 1);
                    taken.add(record.value());
                    worker.acknowledge(record, AcknowledgeType.ACCEPT);
                });
                worker.commitSync();
                return taken.size() >= jobs.size();
            });
            assertThat(poll(worker)).isEmpty();
        }
        assertThat(taken).containsExactlyInAnyOrderElementsOf(jobs);
    }

    @Test
    void releasedRenewedAndAbandonedJobs() throws Exception {
        String id = UUID.randomUUID().toString();
        produce(Pool.CLASSIC, id);
        try (ShareConsumer<String, String> worker = worker(Pool.CLASSIC)) {
            // Released: comes again, counted.
            ConsumerRecord<String, String> first = next(worker);
            assertThat(first.deliveryCount()).hasValue((short) 1);
            worker.acknowledge(first, AcknowledgeType.RELEASE);
            ConsumerRecord<String, String> second = next(worker);
            assertThat(second.value()).isEqualTo(id);
            assertThat(second.deliveryCount()).hasValue((short) 2);

            // Renewed for longer than its lock: comes back from each poll as it is, and to nobody else.
            try (ShareConsumer<String, String> other = worker(Pool.CLASSIC)) {
                long until = System.nanoTime() + 2 * LOCK.toNanos();
                ConsumerRecord<String, String> held = second;
                while (System.nanoTime() < until) {
                    worker.acknowledge(held, AcknowledgeType.RENEW);
                    held = next(worker);
                    assertThat(held.offset()).isEqualTo(second.offset());
                    assertThat(held.deliveryCount()).hasValue((short) 2);
                    assertThat(poll(other)).isEmpty();
                }
                // Abandoned: after its lock the other gets it; perhaps after the first's own client has fetched it once
                // more and let it lie.
                ConsumerRecord<String, String> third = next(other);
                assertThat(third.value()).isEqualTo(id);
                assertThat(third.deliveryCount().orElseThrow()).isBetween((short) 3, (short) 4);
                other.acknowledge(third, AcknowledgeType.ACCEPT);
                assertThat(other.commitSync().values()).allMatch(java.util.Optional::isEmpty);
            }
        }
    }

    private static void produce(Pool pool, String value) throws Exception {
        try (Producer<String, String> producer = KafkaConnection.to(broker.bootstrap()).producer(
                ClientSettings.eventProducer(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(pool.jobs().name(), value, value)).get(10, TimeUnit.SECONDS);
        }
    }

    private static ShareConsumer<String, String> worker(Pool pool) {
        ShareConsumer<String, String> worker = KafkaConnection.to(broker.bootstrap())
                .shareConsumer(
                        ClientSettings.shareConsumer(pool.group()), new StringDeserializer(), new StringDeserializer());
        worker.subscribe(Set.of(pool.jobs().name()));
        return worker;
    }

    private static List<ConsumerRecord<String, String>> poll(ShareConsumer<String, String> worker) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        worker.poll(Duration.ofMillis(300)).forEach(records::add);
        return records;
    }

    private static ConsumerRecord<String, String> next(ShareConsumer<String, String> worker) {
        return await().atMost(PATIENCE).until(
                () -> poll(worker).stream().findFirst(), java.util.Optional::isPresent).orElseThrow();
    }
}
