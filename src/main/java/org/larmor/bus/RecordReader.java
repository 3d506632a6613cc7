package org.larmor.bus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads single records of a topic again by their offsets, one at a time. Owns its thread and its consumer. */
public final class RecordReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final Topic<?, ?> topic;
    private final Duration deadline;
    private final ExecutorService thread;

    /**
     * Takes over a consumer.
     *
     * @param consumer which gives one record a poll, without a position of its own
     * @param deadline how long a broker that restarts is waited for
     */
    public RecordReader(Consumer<String, byte[]> consumer, Topic<?, ?> topic, Duration deadline) {
        this.consumer = consumer;
        this.topic = topic;
        this.deadline = deadline;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("larmor-read-" + topic.name()).factory());
    }

    /**
     * The record's value; completed on the reader's thread.
     *
     * @return fails with {@link RecordGoneException} where it is there no more, with {@link BusException} or
     *     {@link KafkaException} where it cannot be had
     */
    public CompletableFuture<byte[]> read(int partition, long offset) {
        return CompletableFuture.supplyAsync(() -> readNow(new TopicPartition(topic.name(), partition), offset), thread);
    }

    private byte[] readNow(TopicPartition partition, long offset) {
        if (!consumer.assignment().contains(partition) || consumer.position(partition) != offset) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
        }
        long until = System.nanoTime() + deadline.toNanos();
        while (System.nanoTime() < until) {
            for (ConsumerRecord<String, byte[]> record : poll(offset)) {
                if (record.offset() == offset) {
                    return record.value();
                }
                throw new RecordGoneException("offset " + offset + " is gone, the next is " + record.offset());
            }
        }
        throw new BusException("the log did not answer within " + deadline.toSeconds() + " s");
    }

    private ConsumerRecords<String, byte[]> poll(long offset) {
        try {
            return consumer.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            consumer.unsubscribe();
            throw new RecordGoneException("offset " + offset + " is gone: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.execute(consumer::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
