package org.larmor.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EmbeddedBrokerIT {
    @TempDir
    Path data;

    @Test
    void keepsItsDataItsPortAndItsOffsetsOverARestart() throws Exception {
        TopicPartition partition = new TopicPartition("kept", 0);
        int port;
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            port = broker.port();
            try (Admin admin = KafkaConnection.to(broker.bootstrap()).admin(Map.of())) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get(10, TimeUnit.SECONDS);
            }
            assertThat(send(broker, "kept", "first")).isZero();
            assertThat(send(broker, "kept", "second")).isEqualTo(1);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            assertThat(broker.port()).isEqualTo(port);
            assertThat(send(broker, "kept", "third")).isEqualTo(2);
            assertThat(read(broker, partition)).extracting(ConsumerRecord::value)
                    .containsExactly("first", "second", "third");
        }
    }

    @Test
    void refusesAFolderInUse() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            assertThat(broker.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedBroker.start(data, 0))
                    .isInstanceOf(BusException.class).hasMessageContaining("in use by another broker");
        }
    }

    @Test
    void saysThatItsPortIsTaken() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("a"), 0)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(data.resolve("b"), broker.port()))
                    .isInstanceOf(BusException.class).hasMessageContaining("127.0.0.1:" + broker.port());
        }
    }

    @Test
    void saysThatItsFolderIsAFile() throws IOException {
        Path file = Files.createFile(data.resolve("file"));
        assertThatThrownBy(() -> EmbeddedBroker.start(file, 0))
                .isInstanceOf(BusException.class).hasMessageContaining(file.toString());
        Path folder = Files.createDirectory(data.resolve("folder"));
        Files.createFile(folder.resolve("kafka"));
        assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
                .isInstanceOf(BusException.class).hasMessageContaining(folder.toString());
    }

    @Test
    void saysThatItsDiskFailedAndEndsNeitherTheProcessNorInAHang() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(data, 0);
        try (broker) {
            assertThat(broker.failure().toCompletableFuture()).isNotDone();
            deleteRecursively(data.resolve("kafka"));
            BusException reason = broker.failure().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(reason).hasMessageContaining(data.resolve("kafka").toString()).hasMessageContaining("disk");
        }
        // The folder is free again, and a new broker starts with nothing in it.
        try (EmbeddedBroker fresh = EmbeddedBroker.start(data, 0)) {
            assertThat(fresh.failure().toCompletableFuture()).isNotDone();
        }
    }

    private static void deleteRecursively(Path folder) throws IOException {
        // While Kafka writes into it, so until nothing is left.
        for (int attempt = 0; Files.exists(folder) && attempt < 1000; attempt++) {
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(folder)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            } catch (java.io.UncheckedIOException e) {
                continue;
            }
            for (Path path : paths) {
                try {
                    Files.deleteIfExists(path);
                } catch (java.nio.file.DirectoryNotEmptyException e) {
                    break;
                }
            }
        }
        assertThat(folder).doesNotExist();
    }

    private static long send(EmbeddedBroker broker, String topic, String value) throws Exception {
        try (Producer<String, String> producer = KafkaConnection.to(broker.bootstrap()).producer(
                ClientSettings.eventProducer(), new StringSerializer(), new StringSerializer())) {
            return producer.send(new ProducerRecord<>(topic, value)).get(10, TimeUnit.SECONDS).offset();
        }
    }

    private static List<ConsumerRecord<String, String>> read(EmbeddedBroker broker, TopicPartition partition) {
        try (Consumer<String, String> consumer = KafkaConnection.to(broker.bootstrap()).consumer(
                ClientSettings.consumer(), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<String, String>> records = new java.util.ArrayList<>();
            while (consumer.position(partition) < end) {
                records.addAll(consumer.poll(Duration.ofSeconds(1)).records(partition));
            }
            return records;
        }
    }
}
