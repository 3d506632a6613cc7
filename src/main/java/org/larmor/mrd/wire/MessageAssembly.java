package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts one message together from its parts, each of which says how long the next is. The lengths it returns are within
 * the limits.
 */
abstract class MessageAssembly {
    /** What {@link #accept} returns with the last part. */
    static final int DONE = -1;

    private static final int CONFIG_FILE_BYTES = 1024;

    private final int firstPart;
    private int parts;
    private @Nullable MrdMessage message;

    private MessageAssembly(int firstPart) {
        this.firstPart = firstPart;
    }

    /**
     * For all but acquisitions and close.
     *
     * @param wantsImages whether an image's meta XML and pixels are of interest
     */
    static MessageAssembly of(MessageId id, MrdLimits limits, boolean wantsImages) {
        return switch (id) {
            case CONFIG_FILE -> new ConfigFileAssembly();
            case CONFIG_TEXT, TEXT -> new TextAssembly(id, limits.text());
            case HEADER -> new TextAssembly(id, limits.headerXml());
            case QUERY, RESPONSE -> new CorrelatedAssembly(id, limits.text());
            case IMAGE -> new ImageAssembly(limits, wantsImages);
            case WAVEFORM -> new WaveformAssembly(limits);
            case DICOM_WITH_NAME -> new DicomAssembly(limits);
            case DEPENDENCY_REPLY -> new ReplyAssembly(limits);
            case ND_ARRAY -> new NdArrayAssembly(limits);
            case ACQUISITION, CLOSE -> throw new IllegalArgumentException(id.toString());
        };
    }

    final int firstPart() {
        return firstPart;
    }

    /** Takes the next part; returns the length of the one after, or {@link #DONE}. */
    final int accept(byte[] part) throws MrdProtocolException {
        return part(parts++, part);
    }

    /** Whether the next part's bytes are of no interest. */
    boolean dropsNext() {
        return false;
    }

    final MrdMessage message() {
        if (message == null) {
            throw new IllegalStateException("message not complete");
        }
        return message;
    }

    abstract int part(int number, byte[] part) throws MrdProtocolException;

    final int done(MrdMessage complete) {
        message = complete;
        return DONE;
    }

    /** Up to the first NUL: Python clients append one and count it, C++ clients send none. */
    static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static long u32(byte[] bytes) {
        return Integer.toUnsignedLong(little(bytes).getInt(0));
    }

    static long u64(byte[] bytes, int offset) {
        return little(bytes).getLong(offset);
    }

    /** A name in 1024 bytes. */
    private static final class ConfigFileAssembly extends MessageAssembly {
        ConfigFileAssembly() {
            super(CONFIG_FILE_BYTES);
        }

        @Override
        int part(int number, byte[] part) {
            return done(new MrdMessage.ConfigFile(text(part)));
        }
    }

    /** u32 length, bytes. */
    private static final class TextAssembly extends MessageAssembly {
        private final MessageId id;
        private final int limit;

        TextAssembly(MessageId id, int limit) {
            super(Integer.BYTES);
            this.id = id;
            this.limit = limit;
        }

        @Override
        int part(int number, byte[] part) throws MrdProtocolException {
            if (number == 0) {
                return MrdLimits.within(u32(part), limit, id.toString());
            }
            return done(
                    switch (id) {
                        case CONFIG_TEXT -> new MrdMessage.ConfigText(text(part));
                        case HEADER -> new MrdMessage.Header(part);
                        default -> new MrdMessage.Text(text(part));
                    });
        }
    }

    /** Query: u64 reserved; then u64 correlation id, u64 length, text. */
    private static final class CorrelatedAssembly extends MessageAssembly {
        private final boolean query;
        private final int limit;
        private long reserved;
        private long correlation;

        CorrelatedAssembly(MessageId id, int limit) {
            super(id == MessageId.QUERY ? 24 : 16);
            this.query = id == MessageId.QUERY;
            this.limit = limit;
        }

        @Override
        int part(int number, byte[] part) throws MrdProtocolException {
            if (number == 0) {
                int offset = query ? 8 : 0;
                reserved = query ? u64(part, 0) : 0;
                correlation = u64(part, offset);
                return MrdLimits.within(u64(part, offset + 8), limit, query ? "query" : "response");
            }
            String text = text(part);
            return done(
                    query
                            ? new MrdMessage.Query(reserved, correlation, text)
                            : new MrdMessage.Response(correlation, text));
        }
    }

    /** Header and u64 length; meta XML; pixels. */
    private static final class ImageAssembly extends MessageAssembly {
        private final MrdLimits limits;
        private final ImageHeader header = new ImageHeader();
        private final boolean wanted;
        private int pixelBytes;
        private String meta = "";

        ImageAssembly(MrdLimits limits, boolean wanted) {
            super(ImageHeader.BYTES + Long.BYTES);
            this.limits = limits;
            this.wanted = wanted;
        }

        @Override
        boolean dropsNext() {
            return !wanted;
        }

        @Override
        int part(int number, byte[] part) throws MrdProtocolException {
            switch (number) {
                case 0 -> {
                    header.wrap(ByteBuffer.wrap(part), 0);
                    pixelBytes = limits.check(header);
                    return MrdLimits.within(u64(part, ImageHeader.BYTES), limits.metaXml(), "image's meta XML");
                }
                case 1 -> {
                    meta = text(part);
                    return pixelBytes;
                }
                default -> {
                    return done(new MrdMessage.Image(header, meta, part));
                }
            }
        }
    }

    /** Header; u32 values. */
    private static final class WaveformAssembly extends MessageAssembly {
        private final MrdLimits limits;
        private final WaveformHeader header = new WaveformHeader();

        WaveformAssembly(MrdLimits limits) {
            super(WaveformHeader.BYTES);
            this.limits = limits;
        }

        @Override
        int part(int number, byte[] part) throws MrdProtocolException {
            if (number == 0) {
                header.wrap(ByteBuffer.wrap(part), 0);
                return MrdLimits.within(header.dataBytes(), limits.waveform(), "waveform");
            }
            return done(new MrdMessage.Waveform(header, LittleEndian.ints(part, 0, part.length / Integer.BYTES)));
        }
    }

    /** u32 length, DICOM; u64 length, file name; u64 length, meta XML. */
    private static final class DicomAssembly extends MessageAssembly {
        private final MrdLimits limits;
        private byte[] dicom = {};
        private String name = "";

        DicomAssembly(MrdLimits limits) {
            super(Integer.BYTES);
            this.limits = limits;
        }

        @Override
        int part(int number, byte[] part) throws MrdProtocolException {
            switch (number) {
                case 0 -> {
                    return MrdLimits.within(u32(part), limits.image(), "DICOM file");
                }
                case 1 -> {
                    dicom = part;
                    return Long.BYTES;
                }
                case 2 -> {
                    return MrdLimits.within(u64(part, 0), limits.text(), "DICOM file's name");
                }
                case 3 -> {
                    name = text(part);
                    return Long.BYTES;
                }
                case 4 -> {
                    return MrdLimits.within(u64(part, 0), limits.metaXml(), "DICOM file's meta XML");
                }
                default -> {
                    return done(new MrdMessage.DicomWithName(dicom, name, text(part)));
                }
            }
        }
    }

    /** u64 length, meta XML. */
    private static final class ReplyAssembly extends MessageAssembly {
        private final MrdLimits limits;

        ReplyAssembly(MrdLimits limits) {
            super(Long.BYTES);
            this.limits = limits;
        }

        @Override
        int part(int number, byte[] part) throws MrdProtocolException {
            return number == 0
                    ? MrdLimits.within(u64(part, 0), limits.metaXml(), "dependency reply")
                    : done(new MrdMessage.DependencyReply(text(part)));
        }
    }

    /** u16 data type, u16 version, u16 number of dimensions; u64 dimensions; elements. */
    private static final class NdArrayAssembly extends MessageAssembly {
        private final MrdLimits limits;
        private DataType type = DataType.FLOAT;
        private int version;
        private long[] dims = {};

        NdArrayAssembly(MrdLimits limits) {
            super(3 * Short.BYTES);
            this.limits = limits;
        }

        @Override
        int part(int number, byte[] part) throws MrdProtocolException {
            ByteBuffer in = little(part);
            switch (number) {
                case 0 -> {
                    int value = Short.toUnsignedInt(in.getShort());
                    DataType known = DataType.of(value);
                    if (known == null) {
                        throw new MrdProtocolException("ND array of unknown data type " + value);
                    }
                    type = known;
                    version = Short.toUnsignedInt(in.getShort());
                    int count = Short.toUnsignedInt(in.getShort());
                    if (count > MrdLimits.ND_ARRAY_DIMENSIONS) {
                        throw new MrdProtocolException("ND array of " + count + " dimensions, at most "
                                + MrdLimits.ND_ARRAY_DIMENSIONS + " are accepted");
                    }
                    return Long.BYTES * count;
                }
                case 1 -> {
                    dims = new long[part.length / Long.BYTES];
                    in.asLongBuffer().get(dims);
                    return MrdLimits.within(bytes(), limits.ndArray(), "ND array");
                }
                default -> {
                    return done(new MrdMessage.NdArray(type, version, dims, part));
                }
            }
        }

        /** Bytes of the elements; a negative number where that overflows. */
        private long bytes() {
            long bytes = type.bytes();
            for (long dim : dims) {
                if (dim < 0 || Math.multiplyHigh(bytes, dim) != 0) {
                    return -1;
                }
                bytes *= dim;
                if (bytes < 0) {
                    return -1;
                }
            }
            return bytes;
        }
    }
}
