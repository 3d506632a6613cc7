package org.larmor.stored;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.larmor.bus.BusException;
import org.larmor.bus.ChunkCheck;
import org.larmor.bus.ChunkException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.ChunkRef;

/**
 * Reads chunks of one partition of one topic, one after the other: quickly where they lie in that order and close to each
 * other, and otherwise by a seek. Used by one thread.
 */
final class ChunkFetcher implements AutoCloseable {
    private static final int FETCH_BYTES = 4 << 20;
    private static final Duration POLL = Duration.ofMillis(100);

    /** Without anything for so long, the log is not to be had. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So many records of others are rather read over than jumped over. */
    private static final int NEAR = 64;

    private final Consumer<byte[], ByteBuffer> consumer;
    private final TopicPartition place;
    private final Deque<ConsumerRecord<byte[], ByteBuffer>> fetched = new ArrayDeque<>();
    /** Offset of what is read next; −1 before the first seek. */
    private long position = -1;

    ChunkFetcher(KafkaConnection kafka, TopicPartition place) {
        Map<String, Object> settings = new HashMap<>(ClientSettings.snapshotConsumer());
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        this.consumer = kafka.consumer(settings, new ByteArrayDeserializer(), new ByteBufferDeserializer());
        this.place = place;
        consumer.assign(List.of(place));
    }

    /** The first offset that is still kept. */
    long first() {
        return consumer.beginningOffsets(List.of(place)).get(place);
    }

    /**
     * The record at a chunk's offset, as it is; its value is a view of what was received.
     *
     * @throws ChunkException where it is no longer kept
     */
    ConsumerRecord<byte[], ByteBuffer> fetch(ChunkRef ref) throws ChunkException {
        long offset = ref.offset();
        if (position < 0 || offset < position || offset - position > NEAR) {
            fetched.clear();
            consumer.seek(place, offset);
            position = offset;
        }
        long heard = System.nanoTime();
        while (true) {
            while (!fetched.isEmpty()) {
                ConsumerRecord<byte[], ByteBuffer> record = fetched.remove();
                position = record.offset() + 1;
                if (record.offset() == offset) {
                    return record;
                }
                if (record.offset() > offset) {
                    throw ChunkCheck.notKept(ref, place, null);
                }
            }
            try {
                consumer.poll(POLL).forEach(fetched::add);
            } catch (OffsetOutOfRangeException e) {
                throw ChunkCheck.notKept(ref, place, e);
            }
            if (!fetched.isEmpty()) {
                heard = System.nanoTime();
            } else if (consumer.position(place) > offset) {
                throw ChunkCheck.notKept(ref, place, null);
            } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new BusException("no answer from Kafka about " + place);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
