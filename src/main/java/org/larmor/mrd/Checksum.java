package org.larmor.mrd;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum (CRC32C) of bytes that travel and are stored: chunks of messages, pieces of images. */
public final class Checksum {
    private Checksum() {}

    public static int of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** The checksum of what remains in a buffer, whose position stays where it is. */
    public static int of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
