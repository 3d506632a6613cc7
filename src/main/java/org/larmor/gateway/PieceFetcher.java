package org.larmor.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.larmor.bus.Topics;

/** Reads pieces of images again by offset, one at a time. Owns its thread and its consumer. */
final class PieceFetcher implements AutoCloseable {
    /** A broker that restarts is waited for. */
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final Consumer<String, byte[]> consumer;
    private final Context context;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("larmor-pieces").factory());

    PieceFetcher(Consumer<String, byte[]> consumer, Context context) {
        this.consumer = consumer;
        this.context = context;
    }

    /** Completes on the event loop. */
    Future<byte[]> fetch(int partition, Piece piece) {
        Promise<byte[]> promise = Promise.promise();
        thread.execute(() -> {
            try {
                byte[] bytes = read(new TopicPartition(Topics.RESULTS.name(), partition), piece.offset);
                context.runOnContext(nothing -> promise.complete(bytes));
            } catch (KafkaException | IllegalStateException e) {
                context.runOnContext(nothing -> promise.fail(e));
            }
        });
        return promise.future();
    }

    private byte[] read(TopicPartition partition, long offset) {
        if (!consumer.assignment().contains(partition) || consumer.position(partition) != offset) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
        }
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                if (record.offset() == offset) {
                    return record.value();
                }
                throw new IllegalStateException("offset " + offset + " is gone, the next is " + record.offset());
            }
        }
        throw new IllegalStateException("the log did not answer within " + DEADLINE.toSeconds() + " s");
    }

    @Override
    public void close() {
        thread.execute(consumer::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
