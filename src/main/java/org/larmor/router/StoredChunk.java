package org.larmor.router;

import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.Lines;

/**
 * What the stores keep of a chunk: all that its event said, once, under a key of its own. What is known of a frame, its
 * lines above all, is put together from these again, so that no value grows with the chunks that come.
 *
 * @param event offset of its event in {@code mrd.index}
 * @param at when that event was written, by the log's time, ms since the epoch
 * @param channels of its readouts; 0 where it makes no image
 * @param readoutAt the gateway had received its last readout, µs since the epoch
 * @param storedAt it was durable, µs since the epoch; both are for display
 */
record StoredChunk(
        int sequence,
        long offset,
        int bytes,
        int crc32c,
        Lines lines,
        int channels,
        long event,
        long at,
        long readoutAt,
        long storedAt)
        implements FrameEntry {
    static StoredChunk of(ChunkStored stored, long event, long at) {
        ChunkRef chunk = stored.chunk();
        return new StoredChunk(
                chunk.sequence(),
                chunk.offset(),
                chunk.bytes(),
                chunk.crc32c(),
                stored.lines(),
                stored.channels(),
                event,
                at,
                stored.lastReadoutAt(),
                stored.storedAt());
    }

    ChunkRef ref(ChunkKind kind) {
        return new ChunkRef(kind, sequence, offset, bytes, crc32c);
    }
}
