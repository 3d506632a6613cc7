package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The ids that open a message of the stream. There is no outer length, so an id not listed here cannot be skipped. */
public enum MessageId {
    CONFIG_FILE(1),
    CONFIG_TEXT(2),
    HEADER(3),
    CLOSE(4),
    TEXT(5),
    QUERY(6),
    RESPONSE(7),
    ACQUISITION(1008),
    DICOM_WITH_NAME(1018),
    DEPENDENCY_REPLY(1019),
    IMAGE(1022),
    WAVEFORM(1026),
    ND_ARRAY(1030);

    /** Bytes of an id on the wire. */
    public static final int BYTES = 2;

    private final int value;

    MessageId(int value) {
        this.value = value;
    }

    public int value() {
        return value;
    }

    /** Writes the id at the position of a little-endian buffer and moves it on. */
    public void putTo(ByteBuffer target) {
        target.putShort((short) value);
    }

    /** The id at an absolute offset of a little-endian buffer; null where the protocol knows no such id. */
    public static @Nullable MessageId at(ByteBuffer buffer, int offset) {
        return of(Short.toUnsignedInt(buffer.getShort(offset)));
    }

    /** Null where the protocol knows no such id. */
    public static @Nullable MessageId of(int value) {
        return switch (value) {
            case 1 -> CONFIG_FILE;
            case 2 -> CONFIG_TEXT;
            case 3 -> HEADER;
            case 4 -> CLOSE;
            case 5 -> TEXT;
            case 6 -> QUERY;
            case 7 -> RESPONSE;
            case 1008 -> ACQUISITION;
            case 1018 -> DICOM_WITH_NAME;
            case 1019 -> DEPENDENCY_REPLY;
            case 1022 -> IMAGE;
            case 1026 -> WAVEFORM;
            case 1030 -> ND_ARRAY;
            default -> null;
        };
    }
}
