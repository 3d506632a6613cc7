package org.larmor.bus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;

/** Fetches topics' metadata into a producer before it is used where nothing may wait. */
public final class TopicMetadata {
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    private TopicMetadata() {}

    /**
     * Blocks until the producer knows the topics' partitions.
     *
     * @throws BusException where it does not within the time
     */
    public static void await(Producer<?, ?> producer, Duration within, List<Topic<?, ?>> topics) {
        long deadline = System.nanoTime() + within.toNanos();
        for (Topic<?, ?> topic : topics) {
            while (!knows(producer, topic)) {
                if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                    throw new BusException("no metadata of topic " + topic + " within " + within.toSeconds() + " s");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static boolean knows(Producer<?, ?> producer, Topic<?, ?> topic) {
        try {
            return !producer.partitionsFor(topic.name()).isEmpty();
        } catch (TimeoutException e) {
            return false;
        }
    }
}
