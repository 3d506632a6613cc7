package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The read-ahead of one scan: puts chunks of the scan that are read on the way to others into the {@link ChunkCache}, and
 * says how far reading on is worth it, which is as long as nearly all that comes is the scan's own. One thread uses it.
 */
final class ReadAhead implements Predicate<ConsumerRecord<byte[], ByteBuffer>> {
    /** Nothing more of the scan is expected after so many bytes of other scans in a row. */
    private static final int FOREIGN = 64 << 10;

    /** At most so many bytes are kept at a stretch. */
    private static final int MOST = 4 << 20;

    private final byte[] scan;
    private final ChunkCache cache;
    private long foreign;
    private long kept;

    ReadAhead(String scan, ChunkCache cache) {
        this.scan = scan.getBytes(StandardCharsets.UTF_8);
        this.cache = cache;
    }

    /** Begins a stretch. */
    ReadAhead begin() {
        foreign = 0;
        kept = 0;
        return this;
    }

    /** Takes note of a record; returns whether those that follow are likely to be the scan's too. */
    @Override
    public boolean test(ConsumerRecord<byte[], ByteBuffer> record) {
        int bytes = record.value() == null ? 0 : record.value().remaining();
        if (bytes > 0 && Arrays.equals(record.key(), scan)) {
            cache.keep(record);
            foreign = 0;
            kept += bytes;
        } else {
            foreign += bytes;
        }
        return foreign < FOREIGN && kept < MOST;
    }
}
