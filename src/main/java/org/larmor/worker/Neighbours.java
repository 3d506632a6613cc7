package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Keeps a scan's chunks that are read on the way to others, and says how far reading on is worth it: while they are the
 * scan's own, but for a little. Used by one thread.
 */
final class Neighbours implements Predicate<ConsumerRecord<byte[], ByteBuffer>> {
    /** Bytes of others in a row after which nothing more of the scan is expected. */
    private static final int FOREIGN = 64 << 10;

    /** Bytes kept at a stretch. */
    private static final int MOST = 4 << 20;

    private final byte[] scan;
    private final PassedChunks passed;
    private long foreign;
    private long kept;

    Neighbours(String scan, PassedChunks passed) {
        this.scan = scan.getBytes(StandardCharsets.UTF_8);
        this.passed = passed;
    }

    /** At the beginning of a stretch. */
    Neighbours begin() {
        foreign = 0;
        kept = 0;
        return this;
    }

    /** Takes note of a record; returns whether those that follow are likely to be the scan's too. */
    @Override
    public boolean test(ConsumerRecord<byte[], ByteBuffer> record) {
        int bytes = record.value() == null ? 0 : record.value().remaining();
        if (bytes > 0 && Arrays.equals(record.key(), scan)) {
            passed.keep(record);
            foreign = 0;
            kept += bytes;
        } else {
            foreign += bytes;
        }
        return foreign < FOREIGN && kept < MOST;
    }
}
