package org.larmor.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives records to a producer that never blocks, in order. What it cannot take at once, because a broker that restarts
 * does not yet know its topics, waits here and is given again. Event loop only.
 */
final class SendQueue {
    /** As long as the producer itself goes on with what it has taken. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(SendQueue.class);
    private static final long AGAIN_MS = 50;

    /** Runs something later on the event loop. */
    @FunctionalInterface
    interface Later {
        void run(long millis, Runnable work);
    }

    /** Gives a record to the log, as {@link Producer#send} does. */
    @FunctionalInterface
    interface Sender {
        Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback answered);
    }

    private record Waiting(ProducerRecord<String, byte[]> record, Callback answered, long since) {}

    private final Sender producer;
    private final Later later;
    private final Duration patience;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    SendQueue(Sender producer, Later later) {
        this(producer, later, PATIENCE);
    }

    SendQueue(Sender producer, Later later, Duration patience) {
        this.producer = producer;
        this.later = later;
        this.patience = patience;
    }

    /** Answers on whichever thread: with an error only where the send has failed for good. */
    void send(ProducerRecord<String, byte[]> record, Callback answered) {
        Waiting one = new Waiting(record, answered, System.nanoTime());
        if (!waiting.isEmpty()) {
            waiting.add(one);
        } else if (!taken(one)) {
            LOG.warn("the producer cannot take records for {} now; they wait", record.topic());
            waiting.add(one);
            later.run(AGAIN_MS, this::again);
        }
    }

    private void again() {
        while (!waiting.isEmpty() && taken(waiting.peek())) {
            waiting.remove();
        }
        if (!waiting.isEmpty()) {
            later.run(AGAIN_MS, this::again);
        }
    }

    /** Whether the producer has taken it, or has refused it for good and that has been answered. */
    private boolean taken(Waiting one) {
        Thread here = Thread.currentThread();
        boolean[] refused = new boolean[1];
        Callback answered = one.answered;
        boolean lastTry = System.nanoTime() - one.since >= patience.toNanos();
        try {
            Future<RecordMetadata> unused = producer.send(one.record, (metadata, error) -> {
                // Answered on this thread, it was never taken: no metadata, or no room.
                if (error instanceof TimeoutException && Thread.currentThread() == here && !lastTry) {
                    refused[0] = true;
                } else {
                    answered.onCompletion(metadata, error);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            // The latter from a producer that has been closed.
            one.answered.onCompletion(null, e);
        }
        return !refused[0];
    }
}
