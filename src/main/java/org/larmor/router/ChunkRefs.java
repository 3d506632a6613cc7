package org.larmor.router;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;

/**
 * A frame's chunks of one kind in order of arrival, 20 bytes each: sequence, offset, length, checksum. A frame's state is
 * written again with every chunk, so it has to stay small.
 */
final class ChunkRefs {
    static final ChunkRefs NONE = new ChunkRefs(new byte[0]);
    private static final int BYTES = 20;

    private final byte[] packed;

    private ChunkRefs(byte[] packed) {
        this.packed = packed;
    }

    @JsonCreator
    static ChunkRefs unpack(byte[] packed) {
        if (packed.length % BYTES != 0) {
            throw new IllegalArgumentException("not a list of chunks: " + packed.length + " bytes");
        }
        return new ChunkRefs(packed.clone());
    }

    @JsonValue
    byte[] packed() {
        return packed.clone();
    }

    ChunkRefs plus(ChunkRef chunk) {
        byte[] longer = Arrays.copyOf(packed, packed.length + BYTES);
        ByteBuffer.wrap(longer, packed.length, BYTES)
                .putInt(chunk.sequence())
                .putLong(chunk.offset())
                .putInt(chunk.bytes())
                .putInt(chunk.crc32c());
        return new ChunkRefs(longer);
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

    /** In order of sequence. */
    List<ChunkRef> inOrder(ChunkKind kind) {
        List<ChunkRef> chunks = new ArrayList<>(size());
        ByteBuffer in = ByteBuffer.wrap(packed);
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
