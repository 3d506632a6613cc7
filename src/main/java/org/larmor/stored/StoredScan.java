package org.larmor.stored;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.IndexEvent;

/**
 * A scan as the index has it: where its data lie, and how it ended.
 *
 * @param id its whole id
 * @param partition of all that is its own
 * @param header where its XML lies
 * @param chunks all but the header, in the order in which they were stored
 * @param fault why it did not end by its scanner's close, for people; null where it did
 */
public record StoredScan(
        String id, int partition, StoredChunk header, List<StoredChunk> chunks, @Nullable String fault) {
    /** A gateway says every few seconds that a connection still stands; after so long without a word it is gone. */
    private static final long GONE_AFTER_MS = 60_000;

    public StoredScan {
        chunks = List.copyOf(chunks);
    }

    /** Takes a scan's events, in their order. */
    static final class Builder {
        private final String id;
        private final Map<StoredChunk.Series, Integer> counts = new HashMap<>();
        private final List<StoredChunk> chunks = new ArrayList<>();
        private IndexEvent.@Nullable ScanOpened opened;
        private IndexEvent.@Nullable ScanEnded ended;
        private @Nullable String missing;
        private long heardAt;

        Builder(String id) {
            this.id = id;
        }

        /** @param at when the log took it, ms since the epoch */
        void take(IndexEvent event, long at) {
            switch (event) {
                case IndexEvent.ScanOpened one -> opened = one;
                case IndexEvent.ChunkStored stored -> add(new StoredChunk(stored.chunk(), stored.frame()));
                case IndexEvent.ScanEnded one -> ended = one;
                case IndexEvent.ScanAlive _ -> {}
                case IndexEvent.FrameAnswered _, IndexEvent.Tick _ -> {
                    return; // not its gateway's word
                }
            }
            heardAt = at;
        }

        private void add(StoredChunk chunk) {
            int expected = counts.merge(chunk.series(), 1, Integer::sum) - 1;
            if (chunk.ref().sequence() != expected && missing == null) {
                missing = "chunk " + expected + " (" + chunk.series() + ") is missing in the index";
            }
            chunks.add(chunk);
        }

        /**
         * The scan.
         *
         * @param now ms since the epoch
         * @throws StoredScanException where it is still open, or its index is not whole
         */
        StoredScan build(long now) throws StoredScanException {
            if (opened == null) {
                throw new StoredScanException("the beginning of scan " + id + " is no longer kept (mrd.index)");
            }
            if (missing != null) {
                throw new StoredScanException("scan " + id + " is not whole: " + missing);
            }
            if (ended == null && now - heardAt < GONE_AFTER_MS) {
                throw new StoredScanException("scan " + id + " has not ended yet");
            }
            return new StoredScan(
                    id, opened.partition(), new StoredChunk(opened.xml(), null), chunks, fault());
        }

        private @Nullable String fault() {
            if (ended == null) {
                return "its gateway ended before it";
            }
            return ended.aborted() ? ended.reason() : null;
        }
    }
}
