package org.larmor.gateway;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.larmor.bus.LogFollower;
import org.larmor.bus.ResultRecord;
import org.larmor.bus.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows every partition of {@code recon.results} from its end, without a group, and hands this gateway's scans' records
 * to the event loop, a batch at a time.
 */
final class ResultFeed implements LogFollower.Handler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultFeed.class);

    private final Context context;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final LogFollower follower;

    /** Stands at the end of every partition when it returns; blocks until then. */
    ResultFeed(Consumer<String, byte[]> consumer, Context context) {
        this.context = context;
        this.follower = LogFollower.start(consumer, Topics.RESULTS, LogFollower.From.END, this);
    }

    void add(Session session) {
        sessions.put(session.scan(), session);
    }

    void remove(Session session) {
        sessions.remove(session.scan());
    }

    @Override
    public void accept(ConsumerRecords<String, byte[]> records) {
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

    /** Nobody else reads for these scans: they are told, and the next ones find the feed going on. */
    @Override
    public void interrupted(RuntimeException why) {
        LOG.error("results cannot be followed where they were left; going on at the end", why);
        context.runOnContext(nothing -> List.copyOf(sessions.values())
                .forEach(session -> session.breakOff("results were lost: " + why.getMessage())));
    }

    /** Whether results are being read. */
    boolean isAlive() {
        return follower.isAlive();
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
            results.take(record.offset(), ResultRecord.read(record));
        } catch (RuntimeException e) {
            // One record's trouble is its own scan's alone.
            LOG.error("result at offset {} of partition {}", record.offset(), record.partition(), e);
            session.breakOff("a result could not be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
