package org.larmor.gateway;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.larmor.bus.ResultRecord;
import org.larmor.bus.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows every partition of {@code recon.results} from its end, without a group, and hands this gateway's scans' records
 * to the event loop, a batch at a time. Owns its thread and its consumer.
 */
final class ResultFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultFeed.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Consumer<String, byte[]> consumer;
    private final Context context;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closing;

    /** Stands at the end of every partition when it returns; blocks until then. */
    ResultFeed(Consumer<String, byte[]> consumer, int partitions, Context context) {
        this.consumer = consumer;
        this.context = context;
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(Topics.RESULTS.name(), i));
        }
        consumer.assign(all);
        consumer.seekToEnd(all);
        // Seeking is lazy: only this fixes the position before the first scan opens.
        all.forEach(consumer::position);
        this.thread = Thread.ofPlatform().name("larmor-results").start(this::run);
    }

    void add(Session session) {
        sessions.put(session.scan(), session);
    }

    void remove(Session session) {
        sessions.remove(session.scan());
    }

    private void run() {
        try (consumer) {
            while (!closing) {
                try {
                    follow();
                } catch (WakeupException e) {
                    LOG.debug("result feed closed");
                } catch (RuntimeException e) {
                    // Nobody else reads for these scans: they are told, and the next ones find the feed going on.
                    LOG.error("results cannot be followed where they were left; going on at the end", e);
                    context.runOnContext(nothing -> List.copyOf(sessions.values())
                            .forEach(session -> session.resultsLost("results were lost: " + e.getMessage())));
                    consumer.seekToEnd(consumer.assignment());
                    LockSupport.parkNanos(AFTER_FAILURE.toNanos());
                }
            }
        }
    }

    private void follow() {
        while (!closing) {
            ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(500));
            List<ConsumerRecord<String, byte[]>> ours = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.key() != null && sessions.containsKey(record.key())) {
                    ours.add(record);
                }
            }
            if (!ours.isEmpty()) {
                deliver(ours);
            }
        }
    }

    /** Whether results are being read. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** Waits for the event loop, so that no more than one batch is ever in between. */
    private void deliver(List<ConsumerRecord<String, byte[]>> records) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(nothing -> {
            try {
                records.forEach(this::deliver);
            } finally {
                done.complete(null);
            }
        });
        done.join();
    }

    private void deliver(ConsumerRecord<String, byte[]> record) {
        Session session = sessions.get(record.key());
        Results results = session == null ? null : session.results();
        if (results == null) {
            return;
        }
        try {
            switch (ResultRecord.read(record)) {
                case ResultRecord.Piece piece -> results.piece(piece.header(), record.offset(), piece.bytes());
                case ResultRecord.Event event -> results.event(event.event());
            }
        } catch (RuntimeException e) {
            // One record's trouble is its own scan's alone.
            LOG.error("result at offset {} of partition {}", record.offset(), record.partition(), e);
            session.resultsLost("a result could not be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
