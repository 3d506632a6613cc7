package org.larmor.worker;

import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.larmor.bus.ChunkCheck;
import org.larmor.bus.ChunkException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkRef;
import org.larmor.mrd.FrameKey;
import org.larmor.telemetry.MeterNames;
import org.larmor.telemetry.Telemetry;

/**
 * Reads chunks by their offsets and checks each of them. A request brings what follows the chunk too: so a run is read
 * with requests of about its own size. Used by one thread.
 */
final class ChunkLoader implements AutoCloseable {
    private static final int SMALL_FETCH = 128 << 10;
    private static final int MIDDLE_FETCH = 1 << 20;
    /** What is received fits into one region of the heap, its header included. */
    private static final int LARGE_FETCH = 15 << 18;

    private final ChunkReader small;
    private final ChunkReader middle;
    private final ChunkReader large;
    private final ChunkCache cache;
    private final Duration timeout;
    private final Counter handed;
    private final Counter read;

    /** @param cache shared by the loaders of a worker */
    ChunkLoader(KafkaConnection kafka, ChunkCache cache, Duration timeout, Telemetry telemetry) {
        this.small = new ChunkReader(kafka, SMALL_FETCH, telemetry);
        this.middle = new ChunkReader(kafka, MIDDLE_FETCH, telemetry);
        this.large = new ChunkReader(kafka, LARGE_FETCH, telemetry);
        this.cache = cache;
        this.timeout = timeout;
        this.handed = telemetry.registry().counter(MeterNames.CHUNKS_LOADED, "from", "memory");
        this.read = telemetry.registry().counter(MeterNames.CHUNKS_LOADED, "from", "log");
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
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<Long, ConsumerRecord<byte[], ByteBuffer>> records = cache.take(place, refs);
        List<ChunkRef> rest = without(records, refs);
        handed.increment(records.size());
        read.increment(rest.size());
        if (!rest.isEmpty()) {
            records.putAll(
                    ChunkRun.areScattered(rest)
                            ? readScattered(scan, place, rest, deadline)
                            : readRuns(place, rest, deadline));
        }
        ChunkCheck check = new ChunkCheck(scan, frame);
        List<ByteBuffer> values = new ArrayList<>(refs.size());
        for (ChunkRef ref : refs) {
            values.add(check.value(records.get(ref.offset()), ref));
        }
        return values;
    }

    private Map<Long, ConsumerRecord<byte[], ByteBuffer>> readRuns(
            TopicPartition place, List<ChunkRef> refs, long deadline) throws ChunkException {
        Map<Long, ConsumerRecord<byte[], ByteBuffer>> records = HashMap.newHashMap(refs.size());
        for (ChunkRun run : ChunkRun.of(refs, MIDDLE_FETCH)) {
            records.putAll(reader(run.bytes()).read(run, place, deadline, between -> {}));
        }
        return records;
    }

    /** Reads short chunks that lie between those of other frames of the scan, and keeps those for their jobs. */
    private Map<Long, ConsumerRecord<byte[], ByteBuffer>> readScattered(
            String scan, TopicPartition place, List<ChunkRef> refs, long deadline) throws ChunkException {
        Lock reading = cache.reading(scan);
        reading.lock();
        try {
            Map<Long, ConsumerRecord<byte[], ByteBuffer>> records = HashMap.newHashMap(refs.size());
            ReadAhead ahead = new ReadAhead(scan, cache);
            for (ChunkRun run : ChunkRun.of(refs, SMALL_FETCH)) {
                // The run before may have brought some of it.
                records.putAll(cache.take(place, run.refs()));
                List<ChunkRef> rest = without(records, run.refs());
                if (!rest.isEmpty()) {
                    middle.read(new ChunkRun(rest), place, deadline, ahead::test)
                            .forEach((offset, record) ->
                                    records.put(offset, record.value() == null ? record : ChunkCache.copy(record)));
                    middle.readOn(ahead.begin());
                }
            }
            return records;
        } finally {
            reading.unlock();
        }
    }

    private static List<ChunkRef> without(Map<Long, ?> records, List<ChunkRef> refs) {
        return refs.stream().filter(ref -> !records.containsKey(ref.offset())).toList();
    }

    private ChunkReader reader(long bytes) {
        if (bytes <= SMALL_FETCH) {
            return small;
        }
        return bytes < LARGE_FETCH ? middle : large;
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

    @Override
    public void close() {
        small.close();
        middle.close();
        large.close();
    }
}
