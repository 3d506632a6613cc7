package org.larmor.web;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;
import org.larmor.bus.record.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a process's status to {@code ops.status} once a second, and that it is gone when closed. What a broker does not
 * take in time is dropped: the next one says more. Owns its thread and its producer.
 */
public final class StatusWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(2);
    private static final int PATIENCE_MS = 5_000;
    private static final int BUFFER = 1 << 20;

    private final String process;
    private final Supplier<StatusReport> status;
    private final Producer<String, StatusReport> producer;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("larmor-status").unstarted(task));

    private StatusWriter(String process, Supplier<StatusReport> status, Producer<String, StatusReport> producer) {
        this.process = process;
        this.status = status;
        this.producer = producer;
    }

    /** @param process its name: the key of its records */
    public static StatusWriter start(KafkaConnection kafka, String process, Supplier<StatusReport> status) {
        Map<String, Object> settings = new HashMap<>(ClientSettings.eventProducer());
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        StatusWriter writer = new StatusWriter(
                process,
                status,
                kafka.producer(
                        settings, Topics.STATUS.key().serializer(), Topics.STATUS.value().serializer()));
        var unused = writer.thread.scheduleWithFixedDelay(
                writer::write, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return writer;
    }

    /** Writes it soon, since something has changed that others wait for. */
    public void tell() {
        try {
            thread.execute(this::write);
        } catch (RejectedExecutionException e) {
            LOG.debug("nothing is told any more: the writer is closed");
        }
    }

    private void write() {
        try {
            send(status.get());
        } catch (RuntimeException e) {
            // An exception would end the schedule, and the process would seem to be gone.
            LOG.warn("the status could not be written: {}", e.toString());
        }
    }

    private void send(@Nullable StatusReport report) {
        var unused = producer.send(
                new ProducerRecord<>(Topics.STATUS.name(), process, report), (metadata, error) -> {
                    if (error != null) {
                        LOG.debug("the status was not taken: {}", error.toString());
                    }
                });
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                send(null);
            }
        } catch (KafkaException e) {
            LOG.debug("no farewell: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(STOPS_WITHIN);
    }
}
