package org.larmor.cli;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogFollower;
import org.larmor.bus.Topics;

/**
 * The ceiling of anything durable: a plain producer and a plain consumer, with our settings, moving as many bytes through
 * the same broker and topic in records of a chunk's size.
 */
final class PlainKafka {
    private static final int RECORD = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private PlainKafka() {}

    /** Returns when the last byte has been consumed. */
    static void move(KafkaConnection kafka, long bytes) throws InterruptedException {
        int count = (int) Math.ceilDiv(bytes, (long) RECORD);
        byte[] value = new byte[RECORD];
        // What k-space is to a log: noise.
        new Random(1).nextBytes(value);
        CompletableFuture<Void> moved = new CompletableFuture<>();
        try (LogFollower reader = LogFollower.start(
                        kafka.consumer(
                                ClientSettings.consumer(), new StringDeserializer(), new ByteArrayDeserializer()),
                        Topics.DATA,
                        LogFollower.From.END,
                        new Count(count, moved));
                Producer<String, byte[]> producer = kafka.producer(
                        ClientSettings.payloadProducer(64L << 20), new StringSerializer(), new ByteArraySerializer())) {
            int partitions = producer.partitionsFor(Topics.DATA.name()).size();
            for (int i = 0; i < count && reader.isAlive(); i++) {
                var unused = producer.send(
                        new ProducerRecord<>(Topics.DATA.name(), i % partitions, "bench", value),
                        (metadata, error) -> {
                            if (error != null) {
                                moved.completeExceptionally(error);
                            }
                        });
            }
            moved.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the plain stream did not pass", e);
        }
    }

    /** Completes when so many records have come. */
    private static final class Count implements LogFollower.Handler {
        private final int all;
        private final CompletableFuture<Void> done;
        private int seen;

        Count(int all, CompletableFuture<Void> done) {
            this.all = all;
            this.done = done;
        }

        @Override
        public void accept(ConsumerRecords<String, byte[]> records) {
            seen += records.count();
            if (seen >= all) {
                done.complete(null);
            }
        }

        @Override
        public void interrupted(RuntimeException why) {
            done.completeExceptionally(why);
        }
    }
}
