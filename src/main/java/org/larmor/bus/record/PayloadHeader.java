package org.larmor.bus.record;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;

/**
 * The Kafka header ({@link #NAME}) of records whose value is a payload as on the wire: chunks of k-space and pieces of
 * images. 54 bytes, big-endian:
 *
 * <pre>
 *  0 u8  schema version      1 u8  what      2 u64+u64 scan
 * 18 u16 × 6 frame key (encoding space, slice, contrast, phase, repetition, set)
 * 30 i32 sequence (of the chunk, or of the piece in its image)
 * 34 i32 crc32c of the value
 * 38 i32 revision   42 i64 attempt   50 i32 image number
 * </pre>
 *
 * <p>The last three are 0 for chunks. Version 1 had an i32 more at its end, which is read over.
 *
 * @param kind what a chunk holds, null for a piece of an image
 */
public record PayloadHeader(
        @Nullable ChunkKind kind,
        String scan,
        FrameKey frame,
        int sequence,
        int crc32c,
        int revision,
        long attempt,
        int image) {
    public static final String NAME = "larmor";
    public static final int VERSION = 2;
    public static final int BYTES = 54;
    private static final int VERSION_BEFORE = 1;
    private static final int BYTES_BEFORE = 58;
    private static final int IMAGE_PIECE = 0;
    private static final FrameKey WHOLE_SCAN = new FrameKey(0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF);

    public static PayloadHeader chunk(
            ChunkKind kind, String scan, @Nullable FrameKey frame, int sequence, int crc32c) {
        return new PayloadHeader(kind, scan, frame == null ? WHOLE_SCAN : frame, sequence, crc32c, 0, 0, 0);
    }

    public static PayloadHeader piece(
            String scan, FrameKey frame, int revision, long attempt, int image, int piece, int crc32c) {
        return new PayloadHeader(null, scan, frame, piece, crc32c, revision, attempt, image);
    }

    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        UUID id = UUID.fromString(scan);
        out.put((byte) VERSION)
                .put((byte) (kind == null ? IMAGE_PIECE : kind.code()))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putShort((short) frame.encodingSpace())
                .putShort((short) frame.slice())
                .putShort((short) frame.contrast())
                .putShort((short) frame.phase())
                .putShort((short) frame.repetition())
                .putShort((short) frame.set())
                .putInt(sequence)
                .putInt(crc32c)
                .putInt(revision)
                .putLong(attempt)
                .putInt(image);
        return out.array();
    }

    /** @throws RecordException where the bytes are not such a header */
    public static PayloadHeader decode(byte[] bytes) {
        if (!isHeader(bytes)) {
            throw new RecordException("payload header of " + bytes.length + " bytes"
                    + (bytes.length > 0 ? ", schema version " + bytes[0] : ""));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        int what = in.get();
        return new PayloadHeader(
                what == IMAGE_PIECE ? null : ChunkKind.ofCode(what),
                new UUID(in.getLong(), in.getLong()).toString(),
                new FrameKey(u16(in), u16(in), u16(in), u16(in), u16(in), u16(in)),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getLong(),
                in.getInt());
    }

    private static boolean isHeader(byte[] bytes) {
        return (bytes.length >= BYTES && bytes[0] == VERSION)
                || (bytes.length >= BYTES_BEFORE && bytes[0] == VERSION_BEFORE);
    }

    private static int u16(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort());
    }
}
