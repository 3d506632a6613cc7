package org.larmor.worker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkRef;
import org.larmor.mrd.FrameKey;

/**
 * Reads chunks by their offsets and checks each of them. A request brings what follows the chunk too: so short runs are
 * read with small requests, and only long ones with large. Used by one thread.
 */
final class ChunkLoader implements AutoCloseable {
    private static final int SHORT_FETCH = 1 << 20;
    private static final int LONG_FETCH = 4 << 20;

    private final ChunkReader shortRuns;
    private final ChunkReader longRuns;
    private final Duration timeout;

    ChunkLoader(String bootstrap, Duration timeout) {
        this.shortRuns = new ChunkReader(bootstrap, SHORT_FETCH);
        this.longRuns = new ChunkReader(bootstrap, LONG_FETCH);
        this.timeout = timeout;
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
        Map<Long, ConsumerRecord<byte[], ByteBuffer>> records = HashMap.newHashMap(refs.size());
        for (ChunkRun run : ChunkRun.of(refs, SHORT_FETCH)) {
            ChunkReader reader = run.bytes() < LONG_FETCH ? shortRuns : longRuns;
            records.putAll(reader.read(run, place, deadline));
        }
        ChunkCheck check = new ChunkCheck(scan, frame);
        List<ByteBuffer> values = new ArrayList<>(refs.size());
        for (ChunkRef ref : refs) {
            values.add(check.value(records.get(ref.offset()), ref));
        }
        return values;
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
        shortRuns.close();
        longRuns.close();
    }
}
