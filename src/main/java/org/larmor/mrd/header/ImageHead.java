package org.larmor.mrd.header;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.mrd.wire.MessageId;

/**
 * How an image message begins: its header and its attributes.
 *
 * @param pixelsAt where its pixels begin, bytes from the message's id on
 */
public record ImageHead(ImageHeader header, ImageMeta meta, int pixelsAt) {
    /**
     * Reads a message's beginning.
     *
     * @param message from its id on, at least as far as its attributes reach
     * @throws HeaderException where it is none
     */
    public static ImageHead read(byte[] message) throws HeaderException {
        long length = message.length < ImageHeader.META_OFFSET
                ? -1
                : ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getLong(ImageHeader.META_LENGTH_OFFSET);
        if (length < 0 || length > message.length - ImageHeader.META_OFFSET) {
            throw new HeaderException("an image of " + message.length + " bytes does not hold its attributes");
        }
        return new ImageHead(
                new ImageHeader().wrap(ByteBuffer.wrap(message), MessageId.BYTES),
                ImageMeta.parse(new String(message, ImageHeader.META_OFFSET, (int) length, StandardCharsets.UTF_8)),
                ImageHeader.META_OFFSET + (int) length);
    }
}
