package org.larmor.web;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows {@code ops.status}: what all processes say of themselves. Owns its thread and its consumer. */
public final class StatusBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
    private static final JsonSerde<StatusReport> REPORTS = new JsonSerde<>(StatusReport.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Consumer<String, byte[]> consumer;
    private final Statuses statuses = new Statuses();
    private final Thread thread;
    private volatile boolean closing;

    private StatusBoard(Consumer<String, byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().daemon().name("larmor-status-board").unstarted(this::run);
    }

    /** Starts to follow. */
    public static StatusBoard start(KafkaConnection kafka) {
        StatusBoard board = new StatusBoard(kafka.consumer(
                ClientSettings.consumer(), new StringDeserializer(), new ByteArrayDeserializer()));
        board.thread.start();
        return board;
    }

    /** All processes and scans, as {@code /api/v1/status} answers. */
    public JsonObject json() {
        return statuses.json(Micros.now());
    }

    private void run() {
        List<TopicPartition> all = List.of(new TopicPartition(Topics.STATUS.name(), 0));
        try (consumer) {
            consumer.assign(all);
            while (!closing) {
                try {
                    // Compacted and short: what is there is read anew after a failure too.
                    consumer.seekToBeginning(all);
                    follow();
                } catch (WakeupException e) {
                    LOG.debug("status board closed");
                } catch (KafkaException e) {
                    LOG.warn("the status of processes cannot be followed: {}", e.toString());
                    LockSupport.parkNanos(AFTER_FAILURE.toNanos());
                }
            }
        }
    }

    private void follow() {
        while (!closing) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                if (record.key() != null) {
                    accept(record);
                }
            }
        }
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        try {
            statuses.accept(record.key(), REPORTS.read(record.value()));
        } catch (RecordException e) {
            LOG.warn("status at offset {}: {}", record.offset(), e.getMessage());
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
