package org.larmor.bus;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.RecordException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last value of each key of a compacted topic of one partition, as it changes. Reading it does not block. Safe to use
 * from several threads.
 *
 * @param <V> the values
 */
public final class LogTable<V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogTable.class);
    private static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(60);

    private final KafkaConnection kafka;
    private final Topic<String, V> topic;
    private final Map<String, V> values = new ConcurrentHashMap<>();
    private @Nullable LogFollower follower;
    /** Offset of the last record that was taken: what is read again says nothing new. */
    private volatile long taken = -1;

    private LogTable(KafkaConnection kafka, Topic<String, V> topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    /**
     * Follows a topic; what is there is known when this returns.
     *
     * @throws BusException where the log does not answer
     */
    public static <V> LogTable<V> follow(KafkaConnection kafka, Topic<String, V> topic) {
        LogTable<V> table = new LogTable<>(kafka, topic);
        LogFollower follower = LogFollower.start(
                kafka.consumer(
                        ClientSettings.committedConsumer(), new StringDeserializer(), new ByteArrayDeserializer()),
                topic,
                LogFollower.From.BEGINNING,
                table.new Handler());
        table.follower = follower;
        try {
            if (!follower.awaitCaughtUp(CATCHES_UP_WITHIN)) {
                table.close();
                throw new BusException("no answer from Kafka at " + kafka + " about " + topic);
            }
        } catch (InterruptedException e) {
            table.close();
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
        return table;
    }

    /** What is there now, and is not followed. */
    public static <V> LogTable<V> read(KafkaConnection kafka, Topic<String, V> topic) {
        LogTable<V> table = new LogTable<>(kafka, topic);
        table.catchUp();
        return table;
    }

    /** Reads all that is there now, so that it holds whatever was written before. Blocks. */
    public void catchUp() {
        LogSnapshot.read(kafka, topic, this::take);
    }

    public Optional<V> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** All values by their keys, as they are now. */
    public Map<String, V> all() {
        return Map.copyOf(values);
    }

    /** Whether there was never a record, not even one that cannot be read. */
    public boolean isUntouched() {
        return taken < 0;
    }

    /** Whether it is being followed. */
    public boolean isAlive() {
        return follower != null && follower.isAlive();
    }

    private synchronized void take(ConsumerRecord<String, byte[]> record) {
        if (record.offset() <= taken || record.key() == null) {
            return;
        }
        taken = record.offset();
        try {
            V value = topic.value().deserializer().deserialize(topic.name(), record.value());
            if (value == null) {
                values.remove(record.key());
            } else {
                values.put(record.key(), value);
            }
        } catch (RecordException e) {
            // what cannot be read, a later program's perhaps, is not what was there before either
            values.remove(record.key());
            LOG.warn("{} at offset {}: {}", topic, record.offset(), e.getMessage());
        }
    }

    private final class Handler implements LogFollower.Handler {
        @Override
        public void accept(ConsumerRecords<String, byte[]> records) {
            records.forEach(LogTable.this::take);
        }

        @Override
        public void interrupted(RuntimeException why) {
            LOG.warn("{} cannot be followed, and is tried again: {}", topic, why.toString());
        }
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
