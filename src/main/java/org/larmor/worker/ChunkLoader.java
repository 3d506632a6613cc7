package org.larmor.worker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.RecordException;
import org.larmor.mrd.FrameKey;

/** Reads chunks by their offsets and checks each of them. Used by one thread. */
final class ChunkLoader implements AutoCloseable {
    /** What one request for a partition brings at most: enough to be fast, little where neighbours are read over. */
    private static final int FETCH_BYTES = 4 << 20;

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], ByteBuffer> consumer;
    private final Duration timeout;

    ChunkLoader(String bootstrap, Duration timeout) {
        this(
                new KafkaConsumer<>(client(bootstrap), new ByteArrayDeserializer(), new ByteBufferDeserializer()), timeout);
    }

    ChunkLoader(Consumer<byte[], ByteBuffer> consumer, Duration timeout) {
        this.consumer = consumer;
        this.timeout = timeout;
    }

    private static Map<String, Object> client(String bootstrap) {
        Map<String, Object> settings = new HashMap<>(ClientSettings.consumer(bootstrap));
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        // The consumer asks for what follows only when it has handed out all it has: with one record a poll, never
        // for what follows a frame. Such a request would wait at the end of the log, and the next frame behind it.
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        // The checksum of each chunk is checked here, end to end.
        settings.put(ConsumerConfig.CHECK_CRCS_CONFIG, false);
        return settings;
    }

    /**
     * Loads chunks of one topic.
     *
     * @param refs all in {@code mrd.data}, or all in {@code mrd.context}
     * @param frame holds for the frame that each chunk says it is of
     * @return their values in the order of {@code refs}; views of what was received, not copies
     * @throws ChunkException where one is missing or damaged
     * @throws TimeoutException where the broker did not answer in time
     */
    List<ByteBuffer> load(String scan, int partition, List<ChunkRef> refs, Predicate<FrameKey> frame)
            throws ChunkException {
        if (refs.isEmpty()) {
            return List.of();
        }
        TopicPartition place = new TopicPartition(topic(refs), partition);
        consumer.assign(List.of(place));
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<Long, ByteBuffer> loaded = HashMap.newHashMap(refs.size());
        for (ChunkRun run : ChunkRun.of(refs, FETCH_BYTES / 4)) {
            load(run, place, scan, frame, deadline, loaded);
        }
        List<ByteBuffer> values = new ArrayList<>(refs.size());
        for (ChunkRef ref : refs) {
            values.add(loaded.get(ref.offset()).duplicate());
        }
        return values;
    }

    private void load(
            ChunkRun run,
            TopicPartition place,
            String scan,
            Predicate<FrameKey> frame,
            long deadline,
            Map<Long, ByteBuffer> loaded)
            throws ChunkException {
        consumer.seek(place, run.first());
        for (ChunkRef ref : run.refs()) {
            while (!loaded.containsKey(ref.offset())) {
                for (ConsumerRecord<byte[], ByteBuffer> record : poll(place, ref)) {
                    if (record.offset() == ref.offset()) {
                        loaded.put(ref.offset(), checked(record, ref, scan, frame));
                    }
                }
                if (!loaded.containsKey(ref.offset())) {
                    if (consumer.position(place) > ref.offset()) {
                        throw new ChunkException(where(ref, place) + " is no longer kept");
                    }
                    if (System.nanoTime() > deadline) {
                        throw new TimeoutException(where(ref, place) + " could not be read within " + timeout);
                    }
                }
            }
        }
    }

    private Iterable<ConsumerRecord<byte[], ByteBuffer>> poll(TopicPartition place, ChunkRef ref)
            throws ChunkException {
        try {
            return consumer.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            throw new ChunkException(where(ref, place) + " is no longer kept", e);
        }
    }

    private static ByteBuffer checked(
            ConsumerRecord<byte[], ByteBuffer> record, ChunkRef ref, String scan, Predicate<FrameKey> frame)
            throws ChunkException {
        TopicPartition place = new TopicPartition(record.topic(), record.partition());
        Header bytes = record.headers().lastHeader(PayloadHeader.NAME);
        ByteBuffer value = record.value();
        if (bytes == null || value == null) {
            throw new ChunkException(where(ref, place) + " is not a chunk");
        }
        PayloadHeader header;
        try {
            header = PayloadHeader.decode(bytes.value());
        } catch (RecordException e) {
            throw new ChunkException(where(ref, place) + " is damaged: " + e.getMessage(), e);
        }
        if (!header.scan().equals(scan)
                || header.kind() != ref.kind()
                || header.sequence() != ref.sequence()
                || !frame.test(header.frame())) {
            throw new ChunkException(where(ref, place) + " is another: " + header.kind() + " " + header.sequence()
                    + " of frame " + header.frame() + " of scan " + header.scan());
        }
        if (value.remaining() != ref.bytes()) {
            throw new ChunkException(where(ref, place) + " is damaged: " + value.remaining() + " bytes, not "
                    + ref.bytes());
        }
        CRC32C crc = new CRC32C();
        crc.update(value.duplicate());
        if ((int) crc.getValue() != ref.crc32c()) {
            throw new ChunkException(where(ref, place) + " is damaged: its checksum differs");
        }
        return value;
    }

    private static String topic(List<ChunkRef> refs) {
        boolean context = refs.getFirst().kind().isContext();
        for (ChunkRef ref : refs) {
            if (ref.kind().isContext() != context) {
                throw new IllegalArgumentException("chunks of two topics");
            }
        }
        return (context ? Topics.CONTEXT : Topics.DATA).name();
    }

    private static String where(ChunkRef ref, TopicPartition place) {
        return "chunk " + ref.sequence() + " (" + ref.kind() + ", " + place + ", offset " + ref.offset() + ")";
    }

    @Override
    public void close() {
        consumer.close();
    }
}
