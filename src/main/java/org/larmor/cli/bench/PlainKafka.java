package org.larmor.cli.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
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
 * The ceiling of anything durable: a plain producer and a plain consumer, with Larmor's settings, moving as many bytes
 * through the same broker and topic in records of a chunk's size. They use one partition, as a scan does, and a new buffer
 * for each record until all have had their turn, since no scanner sends the same bytes twice. They stay connected from one
 * move to the next, as Larmor's clients do.
 */
final class PlainKafka implements AutoCloseable {
    private static final int RECORD = 1 << 20;
    private static final int BUFFERS = 64;
    private static final long UNACKNOWLEDGED = 64L << 20;
    private static final int PARTITION = 0;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private final List<byte[]> values = new ArrayList<>();
    private final Producer<String, byte[]> producer;
    private final Consumer<String, byte[]> consumer;

    /** They stay, so that what they have used can be told at the end. */
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("plain-", 0).factory());

    PlainKafka(KafkaConnection kafka) {
        Random random = new Random(1); // what k-space is to a log: noise
        for (int i = 0; i < BUFFERS; i++) {
            byte[] value = new byte[RECORD];
            random.nextBytes(value);
            ByteBuffer.wrap(value).putInt(i);
            values.add(value);
        }
        Map<String, Object> producing = new HashMap<>(ClientSettings.payloadProducer(UNACKNOWLEDGED));
        producing.put(CommonClientConfigs.CLIENT_ID_CONFIG, "plain");
        this.producer = kafka.producer(producing, new StringSerializer(), new ByteArraySerializer());
        this.consumer = kafka.consumer(ClientSettings.consumer(), new StringDeserializer(), new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(Topics.DATA.name(), PARTITION);
        consumer.assign(List.of(partition));
    }

    /** Returns when the last byte has been consumed. */
    void move(long bytes) throws InterruptedException {
        int count = (int) Math.ceilDiv(bytes, (long) RECORD);
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position); // seeking is lazy
        CompletableFuture<Void> moved = new CompletableFuture<>();
        Future<?> reader = threads.submit(() -> consume(count, moved));
        Future<?> writer = threads.submit(() -> produce(count, moved));
        try {
            moved.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            writer.get();
            reader.get();
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the plain stream did not pass", e);
        } finally {
            moved.cancel(false);
        }
    }

    private void produce(int count, CompletableFuture<Void> moved) {
        for (int i = 0; i < count && !moved.isDone(); i++) {
            var unused = producer.send(
                    new ProducerRecord<>(Topics.DATA.name(), PARTITION, "bench", values.get(i % BUFFERS)),
                    (metadata, error) -> {
                        if (error != null) {
                            moved.completeExceptionally(error);
                        }
                    });
        }
    }

    private void consume(int count, CompletableFuture<Void> moved) {
        try {
            for (int seen = 0; seen < count && !moved.isDone(); ) {
                seen += consumer.poll(POLL).count();
            }
            moved.complete(null);
        } catch (KafkaException e) {
            moved.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        producer.close();
        consumer.close();
    }
}
