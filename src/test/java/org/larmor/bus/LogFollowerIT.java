package org.larmor.bus;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class LogFollowerIT {
    private static final int PARTITIONS = 3;

    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static KafkaConnection kafka;
    private static Producer<String, String> producer;

    private final Seen seen = new Seen();
    private Topic<String, byte[]> topic;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(data, 0);
        kafka = KafkaConnection.to(broker.bootstrap());
        producer = kafka.producer(ClientSettings.eventProducer(), new StringSerializer(), new StringSerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    @BeforeEach
    void makeTopic(TestInfo test) throws Exception {
        topic = new Topic<>(test.getTestMethod().orElseThrow().getName(), Serdes.String(), Serdes.ByteArray());
        try (Admin admin = kafka.admin(Map.of())) {
            admin.createTopics(List.of(new NewTopic(topic.name(), PARTITIONS, (short) 1))).all()
                    .get(10, TimeUnit.SECONDS);
        }
        for (int i = 0; i < PARTITIONS; i++) {
            send(i, "before " + i);
        }
    }

    @Test
    void fromTheBeginningReadsEveryPartition() throws Exception {
        try (LogFollower follower = LogFollower.start(consumer(), topic, LogFollower.From.BEGINNING, seen)) {
            seen.await("before 0", "before 1", "before 2");
            send(1, "after");
            seen.await("before 0", "before 1", "before 2", "after");
            assertThat(follower.isAlive()).isTrue();
        }
    }

    @Test
    void fromTheEndReadsAllThatComesOnceItHasStarted() throws Exception {
        LogFollower follower = LogFollower.start(consumer(), topic, LogFollower.From.END, seen);
        send(2, "after");
        seen.await("after");
        follower.close();
        assertThat(follower.isAlive()).isFalse();
    }

    @Test
    void aFailureIsToldAndAtTheEndFollowingGoesOn() throws Exception {
        try (LogFollower follower = LogFollower.start(consumer(), topic, LogFollower.From.END, seen)) {
            send(0, "trouble");
            await().until(() -> seen.failures.contains("trouble"));
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                send(0, "again");
                return seen.values.contains("again");
            });
            assertThat(seen.values).containsOnly("again");
            assertThat(follower.isAlive()).isTrue();
        }
    }

    @Test
    void afterAFailureTheBeginningIsReadOnceMore() throws Exception {
        seen.troubles = 1;
        send(0, "trouble");
        try (LogFollower follower = LogFollower.start(consumer(), topic, LogFollower.From.BEGINNING, seen)) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(seen.values)
                    .contains("before 0", "before 1", "before 2", "trouble"));
            assertThat(seen.failures).containsExactly("trouble");
            assertThat(follower.isAlive()).isTrue();
        }
    }

    @Test
    void aTopicThatIsNotThereIsNotFollowed() {
        Topic<String, byte[]> none = new Topic<>("none", Serdes.String(), Serdes.ByteArray());
        assertThatThrownBy(() -> LogFollower.start(consumer(), none, LogFollower.From.END, seen))
                .isInstanceOf(BusException.class).hasMessageContaining("none");
    }

    private void send(int partition, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic.name(), partition, "key", value)).get(10, TimeUnit.SECONDS);
    }

    private static Consumer<String, byte[]> consumer() {
        return kafka.consumer(ClientSettings.consumer(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Keeps what comes; fails at "trouble", so many times. */
    private static final class Seen implements LogFollower.Handler {
        private final List<String> values = new CopyOnWriteArrayList<>();
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private volatile int troubles = Integer.MAX_VALUE;

        @Override
        public void accept(ConsumerRecords<String, byte[]> records) {
            records.forEach(record -> {
                String value = new String(record.value(), java.nio.charset.StandardCharsets.UTF_8);
                if (value.equals("trouble") && failures.size() < troubles) {
                    throw new IllegalStateException(value);
                }
                values.add(value);
            });
        }

        @Override
        public void interrupted(RuntimeException why) {
            failures.add(why.getMessage());
        }

        void await(String... expected) {
            org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(
                    () -> assertThat(values).containsExactlyInAnyOrder(expected));
        }
    }
}
