package org.larmor.mrd.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes messages as they go over the wire. A text (5) ends with a NUL that its length counts, which every client
 * accepts and which keeps the length above zero; all other texts are written bare.
 */
public final class MrdEncoder {
    private static final int CONFIG_FILE_BYTES = 1024;

    private MrdEncoder() {}

    /**
     * The message's bytes in order, each buffer at its position; the large arrays of the message are not copied.
     *
     * @throws IllegalArgumentException if the message contradicts itself, e.g. pixels that do not fit the header
     */
    public static List<ByteBuffer> encode(MrdMessage message) {
        return switch (message) {
            case MrdMessage.ConfigFile m -> List.of(configFile(utf8(m.name())));
            case MrdMessage.ConfigText m -> lengthU32(m.id(), utf8(m.text()));
            case MrdMessage.Header m -> lengthU32(m.id(), m.xml());
            case MrdMessage.Close m -> List.of(begin(m.id(), 0).flip());
            case MrdMessage.Text m -> lengthU32(m.id(), utf8(m.text() + '\0'));
            case MrdMessage.Query m -> query(m, utf8(m.text()));
            case MrdMessage.Response m -> response(m, utf8(m.text()));
            case MrdMessage.Acquisition m -> acquisition(m);
            case MrdMessage.Image m -> image(m, utf8(m.metaXml()));
            case MrdMessage.Waveform m -> List.of(waveform(m));
            case MrdMessage.DicomWithName m -> dicom(m, utf8(m.fileName()), utf8(m.metaXml()));
            case MrdMessage.DependencyReply m -> reply(m.id(), utf8(m.metaXml()));
            case MrdMessage.NdArray m -> ndArray(m);
        };
    }

    /** The message in one array. */
    public static byte[] bytes(MrdMessage message) {
        List<ByteBuffer> buffers = encode(message);
        int size = 0;
        for (ByteBuffer buffer : buffers) {
            size = Math.addExact(size, buffer.remaining());
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        buffers.forEach(all::put);
        return all.array();
    }

    public static void write(MrdMessage message, WritableByteChannel channel) throws IOException {
        for (ByteBuffer buffer : encode(message)) {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    public static void write(MrdMessage message, OutputStream out) throws IOException {
        for (ByteBuffer buffer : encode(message)) {
            out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        }
    }

    private static ByteBuffer configFile(byte[] name) {
        if (name.length >= CONFIG_FILE_BYTES) {
            throw new IllegalArgumentException("config name of " + name.length + " bytes, at most 1023 fit");
        }
        ByteBuffer out = begin(MessageId.CONFIG_FILE, CONFIG_FILE_BYTES).put(name);
        return out.clear();
    }

    private static List<ByteBuffer> lengthU32(MessageId id, byte[] bytes) {
        return List.of(begin(id, Integer.BYTES).putInt(bytes.length).flip(), ByteBuffer.wrap(bytes));
    }

    private static List<ByteBuffer> query(MrdMessage.Query m, byte[] text) {
        ByteBuffer head = begin(m.id(), 24).putLong(m.reserved()).putLong(m.correlationId()).putLong(text.length);
        return List.of(head.flip(), ByteBuffer.wrap(text));
    }

    private static List<ByteBuffer> response(MrdMessage.Response m, byte[] text) {
        return List.of(
                begin(m.id(), 16).putLong(m.correlationId()).putLong(text.length).flip(), ByteBuffer.wrap(text));
    }

    private static List<ByteBuffer> acquisition(MrdMessage.Acquisition m) {
        long expected = m.header().trajectoryBytes() + m.header().dataBytes();
        if (m.body().length != expected) {
            throw new IllegalArgumentException(
                    "acquisition body of " + m.body().length + " bytes, the header says " + expected);
        }
        ByteBuffer head = begin(m.id(), AcquisitionHeader.BYTES);
        m.header().putTo(head);
        return List.of(head.flip(), ByteBuffer.wrap(m.body()));
    }

    private static List<ByteBuffer> image(MrdMessage.Image m, byte[] meta) {
        DataType type = m.header().dataType();
        if (type == null || m.pixels().length % type.bytes() != 0
                || m.pixels().length / type.bytes() != m.header().pixels()) {
            throw new IllegalArgumentException(m.pixels().length + " bytes of " + type + " pixels, the header says "
                    + m.header().pixels() + " pixels");
        }
        ByteBuffer head = begin(m.id(), ImageHeader.BYTES + Long.BYTES);
        int at = head.position();
        m.header().putTo(head);
        // the header states the length a second time
        head.putInt(at + ImageHeader.ATTRIBUTE_STRING_LEN_OFFSET, meta.length);
        head.putLong(meta.length);
        return List.of(head.flip(), ByteBuffer.wrap(meta), ByteBuffer.wrap(m.pixels()));
    }

    private static ByteBuffer waveform(MrdMessage.Waveform m) {
        if (4L * m.data().length != m.header().dataBytes()) {
            throw new IllegalArgumentException(
                    m.data().length + " waveform values, the header says " + m.header().dataBytes() / 4);
        }
        ByteBuffer out = begin(m.id(), Math.addExact(WaveformHeader.BYTES, 4 * m.data().length));
        m.header().putTo(out);
        out.asIntBuffer().put(m.data());
        return out.rewind();
    }

    private static List<ByteBuffer> dicom(MrdMessage.DicomWithName m, byte[] name, byte[] meta) {
        ByteBuffer tail = LittleEndian.allocate(2 * Long.BYTES + name.length + meta.length)
                .putLong(name.length)
                .put(name)
                .putLong(meta.length)
                .put(meta);
        return List.of(
                begin(m.id(), Integer.BYTES).putInt(m.dicom().length).flip(),
                ByteBuffer.wrap(m.dicom()),
                tail.flip());
    }

    private static List<ByteBuffer> reply(MessageId id, byte[] meta) {
        return List.of(begin(id, Long.BYTES).putLong(meta.length).flip(), ByteBuffer.wrap(meta));
    }

    private static List<ByteBuffer> ndArray(MrdMessage.NdArray m) {
        long elements = 1;
        for (long dim : m.dims()) {
            elements = Math.multiplyExact(elements, dim);
        }
        if (elements * m.type().bytes() != m.data().length) {
            throw new IllegalArgumentException(
                    m.data().length + " bytes for " + elements + " elements of " + m.type());
        }
        ByteBuffer head = begin(m.id(), 3 * Short.BYTES + Long.BYTES * m.dims().length)
                .putShort((short) m.type().value())
                .putShort((short) m.version())
                .putShort((short) m.dims().length);
        for (long dim : m.dims()) {
            head.putLong(dim);
        }
        return List.of(head.flip(), ByteBuffer.wrap(m.data()));
    }

    /** A buffer that holds the id already, with room for {@code payload} bytes. */
    private static ByteBuffer begin(MessageId id, int payload) {
        return LittleEndian.allocate(MessageId.BYTES + payload).putShort((short) id.value());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
