package org.larmor.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
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
    static void move(KafkaConnection kafka, long bytes) {
        int count = (int) Math.ceilDiv(bytes, (long) RECORD);
        byte[] value = new byte[RECORD];
        // What k-space is to a log: noise.
        new Random(1).nextBytes(value);
        Map<String, Object> reading = new HashMap<>(ClientSettings.consumer());
        try (var consumer = kafka.consumer(reading, new StringDeserializer(), new ByteArrayDeserializer());
                var producer = kafka.producer(
                        ClientSettings.payloadProducer(64L << 20),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            List<TopicPartition> all = new ArrayList<>();
            consumer.partitionsFor(Topics.DATA.name())
                    .forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            AtomicReference<Exception> failure = new AtomicReference<>();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < count; i++) {
                    var unused = producer.send(
                            new ProducerRecord<>(Topics.DATA.name(), i % all.size(), "bench", value),
                            (metadata, error) -> failure.compareAndSet(null, error));
                }
                producer.flush();
            });
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (int seen = 0; seen < count; ) {
                seen += consumer.poll(Duration.ofMillis(500)).count();
                if (failure.get() != null || System.nanoTime() > deadline) {
                    throw new KafkaException("the plain stream did not pass", failure.get());
                }
            }
            sending.join();
        }
    }
}
