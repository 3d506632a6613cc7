package org.larmor.worker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.larmor.bus.ChunkCheck;
import org.larmor.bus.ChunkException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.ChunkRef;
import org.larmor.telemetry.Telemetry;

/** Reads runs of chunks with one consumer, which asks for so many bytes at once. Used by one thread. */
final class ChunkReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than a broker waits for more at the end of its log. */
    private static final Duration READ_ON = Duration.ofMillis(20);

    private final Consumer<byte[], ByteBuffer> consumer;
    private final Telemetry.Binding binding;

    /** @param fetchBytes what one request brings at most, but for a record that is larger */
    ChunkReader(KafkaConnection kafka, int fetchBytes, Telemetry telemetry) {
        this.consumer = kafka.consumer(
                settings(fetchBytes), new ByteArrayDeserializer(), new ByteBufferDeserializer());
        this.binding = telemetry.bind(consumer);
    }

    private static Map<String, Object> settings(int fetchBytes) {
        Map<String, Object> settings = new HashMap<>(ClientSettings.consumer());
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, fetchBytes);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetchBytes);
        // The consumer asks for what follows when it has handed out all it has: with one record a poll, not before it
        // is asked itself. Such a request would wait at the end of the log, and the next frame behind it.
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        // The checksum of each chunk is checked end to end.
        settings.put(ConsumerConfig.CHECK_CRCS_CONFIG, false);
        return settings;
    }

    /**
     * Reads the records of a run, as they are.
     *
     * @param passed gets the records between them
     * @param deadline by {@link System#nanoTime}
     * @return by offset, one for each of the run's
     * @throws ChunkException where one is missing
     * @throws TimeoutException where the broker did not answer in time
     */
    Map<Long, ConsumerRecord<byte[], ByteBuffer>> read(
            ChunkRun run,
            TopicPartition place,
            long deadline,
            java.util.function.Consumer<ConsumerRecord<byte[], ByteBuffer>> passed)
            throws ChunkException {
        Map<Long, ChunkRef> missing = HashMap.newHashMap(run.refs().size());
        run.refs().forEach(ref -> missing.put(ref.offset(), ref));
        Map<Long, ConsumerRecord<byte[], ByteBuffer>> found = HashMap.newHashMap(run.refs().size());
        consumer.assign(List.of(place));
        consumer.seek(place, run.first());
        while (!missing.isEmpty()) {
            for (ConsumerRecord<byte[], ByteBuffer> record : poll(run, place)) {
                if (missing.remove(record.offset()) != null) {
                    found.put(record.offset(), record);
                } else {
                    passed.accept(record);
                }
            }
            if (!missing.isEmpty() && System.nanoTime() > deadline) {
                throw new TimeoutException(missing.size() + " chunks of " + place + " from offset " + run.first()
                        + " on could not be read in time");
            }
            long position = missing.isEmpty() ? 0 : consumer.position(place);
            for (ChunkRef ref : missing.values()) {
                if (ref.offset() < position) {
                    throw ChunkCheck.notKept(ref, place, null);
                }
            }
        }
        return found;
    }

    /** Goes on with the records that follow the run read last, while they are wanted and come at once. */
    void readOn(Predicate<ConsumerRecord<byte[], ByteBuffer>> wanted) {
        while (true) {
            ConsumerRecords<byte[], ByteBuffer> records = consumer.poll(READ_ON);
            for (ConsumerRecord<byte[], ByteBuffer> record : records) {
                if (!wanted.test(record)) {
                    return;
                }
            }
            if (records.isEmpty()) {
                return;
            }
        }
    }

    private Iterable<ConsumerRecord<byte[], ByteBuffer>> poll(ChunkRun run, TopicPartition place)
            throws ChunkException {
        try {
            return consumer.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            throw ChunkCheck.notKept(run.refs().getFirst(), place, e);
        }
    }

    @Override
    public void close() {
        binding.close();
        consumer.close();
    }
}
