package org.larmor.stored;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ChunkException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.ChunkKind;
import org.larmor.sim.MessageSource;

/**
 * A stored scan as its scanner sent it: bit for bit, and in the same order. All of it is read and checked before anything
 * is given, and then read once more: at a time it holds the chunks that the gateway held open when it took the scan.
 */
public final class StoredSource implements MessageSource {
    /** A chunk and the number of its first message. */
    private record Numbered(StoredChunk chunk, long first) {}

    private final StoredScan scan;
    private final ScanData data;
    private final byte[] xml;
    private final Deque<Numbered> upcoming;
    private final PriorityQueue<ChunkMessages> open =
            new PriorityQueue<>(Comparator.comparingLong(ChunkMessages::number));
    private long messages;

    private StoredSource(StoredScan scan, ScanData data) throws StoredScanException {
        this.scan = scan;
        this.data = data;
        data.requireKept();
        this.xml = untilNul(data.xml());
        this.upcoming = check();
    }

    /**
     * Reads and checks the scan.
     *
     * @throws StoredScanException where a part of it is no longer kept, or is damaged
     */
    public static StoredSource open(KafkaConnection kafka, StoredScan scan) throws StoredScanException {
        ScanData data = new ScanData(kafka, scan);
        try {
            return new StoredSource(scan, data);
        } catch (StoredScanException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** Counts the messages, and puts the chunks into the order of their first ones. */
    private Deque<Numbered> check() throws StoredScanException {
        List<StoredChunk> chunks = new ArrayList<>(scan.chunks());
        chunks.sort(Comparator.comparingLong(chunk -> chunk.ref().offset()));
        List<Numbered> numbered = new ArrayList<>(chunks.size());
        long end = 0;
        for (StoredChunk chunk : chunks) {
            ChunkMessages all = data.messages(chunk);
            numbered.add(new Numbered(chunk, all.number()));
            do {
                messages++;
                end = Math.max(end, all.number() + 1);
            } while (advanced(all));
        }
        // of a scan that was broken off, what had not left for the log is missing
        if (messages != end && scan.fault() == null) {
            throw new StoredScanException(
                    "scan " + scan.id() + " is not whole: " + messages + " messages numbered up to " + end);
        }
        numbered.sort(Comparator.comparingLong(Numbered::first));
        return new ArrayDeque<>(numbered);
    }

    @Override
    public byte[] xml() {
        return xml.clone();
    }

    @Override
    public long messages() {
        return messages;
    }

    @Override
    public int frames() {
        return (int) scan.chunks().stream()
                .filter(chunk -> chunk.ref().kind() == ChunkKind.IMAGING)
                .map(StoredChunk::frame)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }

    @Override
    public @Nullable ByteBuffer next() throws StoredScanException {
        while (!upcoming.isEmpty() && (open.isEmpty() || upcoming.peek().first() < open.peek().number())) {
            open.add(data.messages(upcoming.remove().chunk()));
        }
        ChunkMessages chunk = open.poll();
        if (chunk == null) {
            return null;
        }
        ByteBuffer message = chunk.message();
        if (advanced(chunk)) {
            open.add(chunk);
        }
        return message;
    }

    private boolean advanced(ChunkMessages chunk) throws StoredScanException {
        try {
            return chunk.advance();
        } catch (ChunkException e) {
            throw data.damaged(e);
        }
    }

    private static byte[] untilNul(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return Arrays.copyOf(text, end);
    }

    @Override
    public void close() {
        data.close();
    }
}
