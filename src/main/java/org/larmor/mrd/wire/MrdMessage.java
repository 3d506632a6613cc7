package org.larmor.mrd.wire;

/**
 * A complete message of the stream. Texts are given up to their first NUL. Arrays are the message's own: they are
 * neither copied on the way in nor on the way out.
 */
public sealed interface MrdMessage {

    MessageId id();

    /** The name of a configuration, at most 1023 bytes of UTF-8. */
    record ConfigFile(String name) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.CONFIG_FILE;
        }
    }

    record ConfigText(String text) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.CONFIG_TEXT;
        }
    }

    /** The ISMRMRD XML header, byte for byte as received (Python clients end it with a NUL). */
    record Header(byte[] xml) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.HEADER;
        }
    }

    record Close() implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.CLOSE;
        }
    }

    record Text(String text) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.TEXT;
        }
    }

    record Query(long reserved, long correlationId, String text) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.QUERY;
        }
    }

    record Response(long correlationId, String text) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.RESPONSE;
        }
    }

    /** {@code body} is the trajectory, f32 [samples][dimensions], then the data, complex64 [channels][samples]. */
    record Acquisition(AcquisitionHeader header, byte[] body) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.ACQUISITION;
        }

        /**
         * @param trajectory [samples][dimensions]
         * @param data [channels][samples][re, im]
         */
        public static Acquisition of(AcquisitionHeader header, float[] trajectory, float[] data) {
            if (4L * trajectory.length != header.trajectoryBytes() || 4L * data.length != header.dataBytes()) {
                throw new IllegalArgumentException(trajectory.length + " trajectory and " + data.length
                        + " data values do not fit a header of " + header.numberOfSamples() + " samples, "
                        + header.trajectoryDimensions() + " dimensions, " + header.activeChannels() + " channels");
            }
            byte[] body = new byte[Math.toIntExact(header.trajectoryBytes() + header.dataBytes())];
            LittleEndian.put(trajectory, body, 0);
            LittleEndian.put(data, body, 4 * trajectory.length);
            return new Acquisition(header, body);
        }

        /** [samples][dimensions]. */
        public float[] trajectory() {
            return LittleEndian.floats(body, 0, (int) (header.trajectoryBytes() / 4));
        }

        /** [channels][samples][re, im]. */
        public float[] data() {
            return LittleEndian.floats(body, (int) header.trajectoryBytes(), (int) (header.dataBytes() / 4));
        }
    }

    /** {@code pixels} are [channel][z][y = phase encoding][x = readout] of the header's data type. */
    record Image(ImageHeader header, String metaXml, byte[] pixels) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.IMAGE;
        }

        /** An image of f32 pixels [channel][z][y][x]; sets the header's data type. */
        public static Image of(ImageHeader header, String metaXml, float[] pixels) {
            header.dataType(DataType.FLOAT);
            if (pixels.length != header.pixels()) {
                throw new IllegalArgumentException(
                        pixels.length + " pixels for a header of " + header.pixels());
            }
            byte[] bytes = new byte[Math.multiplyExact(4, pixels.length)];
            LittleEndian.put(pixels, bytes, 0);
            return new Image(header, metaXml, bytes);
        }

        /** The pixels of an image of {@link DataType#FLOAT}, [channel][z][y][x], or of complex ones, [..][re, im]. */
        public float[] floats() {
            DataType type = header.dataType();
            if (type != DataType.FLOAT && type != DataType.CXFLOAT) {
                throw new IllegalStateException("pixels are " + type + ", not float");
            }
            return LittleEndian.floats(pixels, 0, pixels.length / 4);
        }
    }

    /** {@code data} are [channels][samples], u32. */
    record Waveform(WaveformHeader header, int[] data) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.WAVEFORM;
        }
    }

    record DicomWithName(byte[] dicom, String fileName, String metaXml) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.DICOM_WITH_NAME;
        }
    }

    record DependencyReply(String metaXml) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.DEPENDENCY_REPLY;
        }
    }

    /** {@code data} are the elements, little-endian; C++ writes the fastest dimension first, Python last. */
    record NdArray(DataType type, int version, long[] dims, byte[] data) implements MrdMessage {
        @Override
        public MessageId id() {
            return MessageId.ND_ARRAY;
        }
    }
}
