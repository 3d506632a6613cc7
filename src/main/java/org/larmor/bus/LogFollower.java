package org.larmor.bus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of a topic without a group, and gives what it reads to a handler, a batch at a time. It stands
 * at its position when {@link #start} returns, reads on a thread of its own until it is closed, and goes on, told to the
 * handler, after whatever failed. It owns its thread and its consumer.
 */
public final class LogFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    /** Where following begins, and where it goes on after a failure. */
    public enum From {
        /** All that is there is read, after a failure once more. */
        BEGINNING,
        /** Only what comes is read; after a failure some of it is not. */
        END
    }

    /** What is done with the records, on the follower's thread. */
    public interface Handler {
        /** Takes a batch; the next one is read when this returns. */
        void accept(ConsumerRecords<String, byte[]> records);

        /** Learns that reading or taking a batch has failed, and that following goes on from its beginning or its end. */
        void interrupted(RuntimeException why);
    }

    private final Consumer<String, byte[]> consumer;
    private final From from;
    private final Handler handler;
    private final Thread thread;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private Map<TopicPartition, Long> ends = Map.of();
    private volatile boolean closing;

    private LogFollower(Consumer<String, byte[]> consumer, Topic<?, ?> topic, From from, Handler handler) {
        this.consumer = consumer;
        this.from = from;
        this.handler = handler;
        this.thread = Thread.ofPlatform().daemon().name("larmor-follow-" + topic.name()).unstarted(this::run);
    }

    /**
     * Starts to follow; blocks until the position is fixed.
     *
     * @param consumer with {@link ClientSettings#consumer}; closed by the follower, also where it does not start
     */
    public static LogFollower start(
            Consumer<String, byte[]> consumer, Topic<?, ?> topic, From from, Handler handler) {
        try {
            List<TopicPartition> all = consumer.partitionsFor(topic.name()).stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                    .toList();
            if (all.isEmpty()) {
                throw new BusException("there is no topic " + topic.name());
            }
            consumer.assign(all);
            LogFollower follower = new LogFollower(consumer, topic, from, handler);
            follower.seek();
            // Seeking is lazy: only this fixes the position.
            all.forEach(consumer::position);
            follower.ends = consumer.endOffsets(all);
            follower.thread.start();
            return follower;
        } catch (KafkaException | BusException e) {
            consumer.close();
            throw e;
        }
    }

    /**
     * Waits until what was there at the start has been taken.
     *
     * @return whether it was, within the time
     */
    public boolean awaitCaughtUp(Duration within) throws InterruptedException {
        return caughtUp.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the topic is being followed. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try (consumer) {
            while (!closing) {
                try {
                    follow();
                } catch (WakeupException e) {
                    LOG.debug("{} ends", thread.getName());
                } catch (RuntimeException e) {
                    // Whatever it is, nobody else reads on: the handler says what that means.
                    handler.interrupted(e);
                    seek();
                    LockSupport.parkNanos(AFTER_FAILURE.toNanos());
                }
            }
        }
    }

    private void follow() {
        while (!closing) {
            noteCaughtUp();
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                handler.accept(records);
            }
        }
    }

    private void noteCaughtUp() {
        if (caughtUp.getCount() > 0
                && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            caughtUp.countDown();
        }
    }

    private void seek() {
        switch (from) {
            case BEGINNING -> consumer.seekToBeginning(consumer.assignment());
            case END -> consumer.seekToEnd(consumer.assignment());
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(STOPS_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
