package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.larmor.bus.record.ChunkRef;

/**
 * A cache of chunks that no job has asked for yet, within a bound of bytes: those that a gateway in this process has just
 * stored, and those that were read along with others of their scan. Where many frames of a scan are open at once, their chunks are short and lie between one another: each request
 * brings those of many frames, whose jobs follow. The cache may be used by several threads.
 */
final class ChunkCache {
    private static final int LOCKS = 64;

    /** What a record takes in memory beside its value. */
    private static final int RECORD = 400;

    private record Place(TopicPartition partition, long offset) {}

    private final ByteBoundedCache<Place, ConsumerRecord<byte[], ByteBuffer>> records;
    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

    /** @param bytes bound of what is kept */
    ChunkCache(long bytes) {
        this.records = new ByteBoundedCache<>(bytes);
    }

    /** The lock to hold while a scan's scattered chunks are read: others who need some wait, and then find them here. */
    Lock reading(String scan) {
        return locks.get(Math.floorMod(scan.hashCode(), LOCKS));
    }

    /** Keeps a copy of a record that has a value. */
    void keep(ConsumerRecord<byte[], ByteBuffer> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        ConsumerRecord<byte[], ByteBuffer> copy = copy(record);
        records.put(new Place(partition, record.offset()), copy, copy.value().capacity() + RECORD);
    }

    /** Keeps a chunk that a gateway in this process has stored, as it is. */
    void keep(ProducerRecord<String, byte[]> stored, RecordMetadata place) {
        ConsumerRecord<byte[], ByteBuffer> record = new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                place.offset(),
                stored.key().getBytes(StandardCharsets.UTF_8),
                ByteBuffer.wrap(stored.value()).asReadOnlyBuffer());
        stored.headers().forEach(record.headers()::add);
        records.put(
                new Place(new TopicPartition(place.topic(), place.partition()), place.offset()),
                record,
                (long) stored.value().length + RECORD);
    }

    /** The same record by itself: as it came, it holds on to everything that was received with it. */
    static ConsumerRecord<byte[], ByteBuffer> copy(ConsumerRecord<byte[], ByteBuffer> record) {
        ByteBuffer value = record.value();
        ByteBuffer own = ByteBuffer.allocate(value.remaining()).put(value.duplicate()).flip();
        ConsumerRecord<byte[], ByteBuffer> copy = new ConsumerRecord<>(
                record.topic(), record.partition(), record.offset(), record.key(), own.asReadOnlyBuffer());
        for (Header header : record.headers()) {
            // A header too holds on to what it came with, until it is read.
            copy.headers().add(header.key(), header.value());
        }
        return copy;
    }

    /** Gives out those of the chunks that are here, by offset, and forgets them: each belongs to one frame alone. */
    Map<Long, ConsumerRecord<byte[], ByteBuffer>> take(TopicPartition partition, List<ChunkRef> refs) {
        Map<Long, ConsumerRecord<byte[], ByteBuffer>> found = HashMap.newHashMap(refs.size());
        for (ChunkRef ref : refs) {
            ConsumerRecord<byte[], ByteBuffer> kept = records.remove(new Place(partition, ref.offset()));
            if (kept != null) {
                found.put(ref.offset(), kept);
            }
        }
        return found;
    }

    long bytes() {
        return records.bytes();
    }
}
