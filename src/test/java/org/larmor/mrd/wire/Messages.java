package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Valid messages at random. */
final class Messages {
    private static final List<String> TEXTS =
            List.of("x", "default.xml", "Größe µ € 😀", "<ismrmrdMeta/>", "{\"version\":\"1.1.0\"}", "a\nb\tc");

    private static final List<MessageId> IDS = List.of(MessageId.values());
    private static final List<DataType> TYPES = List.of(DataType.values());

    private Messages() {}

    static MrdMessage any(RandomGenerator random) {
        return of(id(random), random);
    }

    static MessageId id(RandomGenerator random) {
        return IDS.get(random.nextInt(IDS.size()));
    }

    static MrdMessage of(MessageId id, RandomGenerator random) {
        return switch (id) {
            case CONFIG_FILE -> new MrdMessage.ConfigFile(text(random));
            case CONFIG_TEXT -> new MrdMessage.ConfigText(text(random));
            case HEADER -> new MrdMessage.Header(text(random).getBytes(StandardCharsets.UTF_8));
            case CLOSE -> new MrdMessage.Close();
            case TEXT -> new MrdMessage.Text(text(random));
            case QUERY -> new MrdMessage.Query(random.nextLong(), random.nextLong(), text(random));
            case RESPONSE -> new MrdMessage.Response(random.nextLong(), text(random));
            case ACQUISITION -> acquisition(random);
            case IMAGE -> image(random);
            case WAVEFORM -> waveform(random);
            case DICOM_WITH_NAME ->
                    new MrdMessage.DicomWithName(bytes(random, random.nextInt(50)), text(random), text(random));
            case DEPENDENCY_REPLY -> new MrdMessage.DependencyReply(text(random));
            case ND_ARRAY -> ndArray(random);
        };
    }

    private static MrdMessage acquisition(RandomGenerator random) {
        AcquisitionHeader header = new AcquisitionHeader()
                .wrap(ByteBuffer.wrap(bytes(random, AcquisitionHeader.BYTES)), 0)
                .numberOfSamples(1 + random.nextInt(9))
                .activeChannels(1 + random.nextInt(4))
                .trajectoryDimensions(random.nextInt(4));
        for (int number = 53; number <= 56; number++) {
            header.flags(header.flags() & ~(1L << (number - 1)));
        }
        return new MrdMessage.Acquisition(
                header, bytes(random, (int) (header.trajectoryBytes() + header.dataBytes())));
    }

    private static MrdMessage image(RandomGenerator random) {
        DataType type = TYPES.get(random.nextInt(TYPES.size()));
        ImageHeader header = new ImageHeader()
                .wrap(ByteBuffer.wrap(bytes(random, ImageHeader.BYTES)), 0)
                .dataType(type)
                .matrixSize(1 + random.nextInt(5), 1 + random.nextInt(5), 1 + random.nextInt(3))
                .channels(1 + random.nextInt(3));
        String meta = random.nextBoolean() ? "" : text(random);
        header.attributeStringLength(meta.getBytes(StandardCharsets.UTF_8).length);
        return new MrdMessage.Image(header, meta, bytes(random, (int) header.pixels() * type.bytes()));
    }

    private static MrdMessage waveform(RandomGenerator random) {
        WaveformHeader header = new WaveformHeader()
                .wrap(ByteBuffer.wrap(bytes(random, WaveformHeader.BYTES)), 0)
                .channels(random.nextInt(4))
                .numberOfSamples(random.nextInt(9));
        int[] data = random.ints((long) header.channels() * header.numberOfSamples()).toArray();
        return new MrdMessage.Waveform(header, data);
    }

    private static MrdMessage ndArray(RandomGenerator random) {
        DataType type = TYPES.get(random.nextInt(TYPES.size()));
        long[] dims = random.longs(random.nextInt(4), 0, 5).toArray();
        int elements = 1;
        for (long dim : dims) {
            elements *= (int) dim;
        }
        return new MrdMessage.NdArray(type, random.nextInt(0x10000), dims, bytes(random, elements * type.bytes()));
    }

    private static String text(RandomGenerator random) {
        return TEXTS.get(random.nextInt(TEXTS.size())).repeat(1 + random.nextInt(3));
    }

    private static byte[] bytes(RandomGenerator random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
