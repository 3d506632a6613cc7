package org.larmor.web;

import io.vertx.core.json.JsonObject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogFollower;
import org.larmor.bus.Topics;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows {@code ops.status}: what all processes say of themselves. */
public final class StatusBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
    private static final JsonSerde<StatusReport> REPORTS = new JsonSerde<>(StatusReport.class);

    private final Statuses statuses;
    private final LogFollower follower;

    private StatusBoard(Statuses statuses, LogFollower follower) {
        this.statuses = statuses;
        this.follower = follower;
    }

    /** Starts to follow. */
    public static StatusBoard start(KafkaConnection kafka) {
        Statuses statuses = new Statuses();
        // Compacted and short: what is there is read anew after a failure too.
        return new StatusBoard(statuses, LogFollower.start(
                kafka.consumer(ClientSettings.consumer(), new StringDeserializer(), new ByteArrayDeserializer()),
                Topics.STATUS,
                LogFollower.From.BEGINNING,
                new Reader(statuses)));
    }

    /** All processes and scans, as {@code /api/v1/status} answers. */
    public JsonObject json() {
        return statuses.json(Micros.now());
    }

    private record Reader(Statuses statuses) implements LogFollower.Handler {
        @Override
        public void accept(ConsumerRecords<String, byte[]> records) {
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.key() != null) {
                    accept(record);
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
        public void interrupted(RuntimeException why) {
            LOG.warn("the status of processes cannot be followed: {}", why.toString());
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
