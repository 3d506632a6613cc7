package org.larmor.stored;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.larmor.bus.ChunkCheck;
import org.larmor.bus.ChunkException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;
import org.larmor.bus.record.StreamOrder;

/** A stored scan's chunks, read from {@code mrd.data} and {@code mrd.context} and checked. Used by one thread. */
final class ScanData implements AutoCloseable {
    /** So many series of chunks that are gone are named. */
    private static final int NAMED = 4;

    private final StoredScan scan;
    private final ChunkFetcher data;
    private final ChunkFetcher contexts;

    ScanData(KafkaConnection kafka, StoredScan scan) {
        this.scan = scan;
        this.data = new ChunkFetcher(kafka, new TopicPartition(Topics.DATA.name(), scan.partition()));
        this.contexts = new ChunkFetcher(kafka, new TopicPartition(Topics.CONTEXT.name(), scan.partition()));
    }

    /** @throws StoredScanException where chunks were deleted since their time was over, and which */
    void requireKept() throws StoredScanException {
        long firstData = data.first();
        long firstContext = contexts.first();
        List<StoredChunk> all = new ArrayList<>();
        all.add(scan.header());
        all.addAll(scan.chunks());
        Map<StoredChunk.Series, List<Integer>> gone = new LinkedHashMap<>();
        int count = 0;
        for (StoredChunk chunk : all) {
            if (chunk.ref().offset() < (chunk.ref().kind().isContext() ? firstContext : firstData)) {
                gone.computeIfAbsent(chunk.series(), _ -> new ArrayList<>()).add(chunk.ref().sequence());
                count++;
            }
        }
        if (count > 0) {
            List<String> named = gone.entrySet().stream()
                    .limit(NAMED)
                    .map(series -> series.getKey() + ": " + series.getValue().getFirst() + " to "
                            + series.getValue().getLast())
                    .toList();
            throw new StoredScanException("of scan " + scan.id() + " " + count + " of " + all.size()
                    + " chunks are no longer kept (" + String.join("; ", named)
                    + (gone.size() > NAMED ? "; …" : "") + ")");
        }
    }

    /** The header's XML as received. */
    byte[] xml() throws StoredScanException {
        ByteBuffer value = value(record(scan.header()), scan.header());
        byte[] xml = new byte[value.remaining()];
        value.get(xml);
        return xml;
    }

    /** The messages of a chunk, which live in memory of their own. */
    ChunkMessages messages(StoredChunk chunk) throws StoredScanException {
        ConsumerRecord<byte[], ByteBuffer> record = record(chunk);
        Header order = record.headers().lastHeader(StreamOrder.NAME);
        if (order == null) {
            throw new StoredScanException("scan " + scan.id()
                    + " was stored by an earlier version, which did not note the order of its readouts");
        }
        ByteBuffer received = value(record, chunk);
        // a view would keep all that came with it
        ByteBuffer own = ByteBuffer.allocate(received.remaining()).put(received).flip();
        try {
            return new ChunkMessages(own, order.value());
        } catch (ChunkException e) {
            throw damaged(e);
        }
    }

    /** A failure, as one of this scan. */
    StoredScanException damaged(ChunkException why) {
        return new StoredScanException("scan " + scan.id() + " is not whole: " + why.getMessage(), why);
    }

    private ConsumerRecord<byte[], ByteBuffer> record(StoredChunk chunk) throws StoredScanException {
        try {
            return (chunk.ref().kind().isContext() ? contexts : data).fetch(chunk.ref());
        } catch (ChunkException e) {
            throw damaged(e);
        }
    }

    private ByteBuffer value(ConsumerRecord<byte[], ByteBuffer> record, StoredChunk chunk) throws StoredScanException {
        ChunkCheck check =
                new ChunkCheck(scan.id(), frame -> chunk.frame() == null || chunk.frame().equals(frame));
        try {
            return check.value(record, chunk.ref());
        } catch (ChunkException e) {
            throw damaged(e);
        }
    }

    @Override
    public void close() {
        data.close();
        contexts.close();
    }
}
