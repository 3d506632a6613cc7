package org.larmor.router;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;

/** Chunks of one kind in order of arrival, 20 bytes each: sequence, offset, length, checksum. Immutable. */
final class ChunkRefs {
    static final ChunkRefs NONE = new ChunkRefs(new byte[0]);
    private static final int BYTES = 20;

    private final byte[] packed;

    private ChunkRefs(byte[] packed) {
        this.packed = packed;
    }

    static ChunkRefs of(List<StoredChunk> chunks) {
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(chunks.size(), BYTES));
        chunks.forEach(chunk -> put(out, chunk));
        return new ChunkRefs(out.array());
    }

    ChunkRefs plus(StoredChunk chunk) {
        byte[] longer = Arrays.copyOf(packed, packed.length + BYTES);
        put(ByteBuffer.wrap(longer, packed.length, BYTES), chunk);
        return new ChunkRefs(longer);
    }

    private static void put(ByteBuffer out, StoredChunk chunk) {
        out.putInt(chunk.sequence()).putLong(chunk.offset()).putInt(chunk.bytes()).putInt(chunk.crc32c());
    }

    boolean hasSequence(int sequence) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        for (int at = 0; at < packed.length; at += BYTES) {
            if (in.getInt(at) == sequence) {
                return true;
            }
        }
        return false;
    }

    int size() {
        return packed.length / BYTES;
    }

    /** In memory. */
    int bytes() {
        return packed.length;
    }

    /** The first so many to arrive, in order of sequence. */
    List<ChunkRef> first(int count, ChunkKind kind) {
        List<ChunkRef> chunks = new ArrayList<>(count);
        ByteBuffer in = ByteBuffer.wrap(packed, 0, count * BYTES);
        while (in.hasRemaining()) {
            chunks.add(new ChunkRef(kind, in.getInt(), in.getLong(), in.getInt(), in.getInt()));
        }
        chunks.sort(Comparator.comparingInt(ChunkRef::sequence));
        return chunks;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkRefs that && Arrays.equals(packed, that.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return size() + " chunks";
    }
}
