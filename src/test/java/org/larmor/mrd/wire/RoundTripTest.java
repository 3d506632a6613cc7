package org.larmor.mrd.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

class RoundTripTest {

    /** What was encoded is decoded, whatever the fragments, and encodes to the same bytes. */
    @Property(tries = 500)
    void everyMessage(@ForAll MessageId id, @ForAll long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        MrdMessage sent = Messages.of(id, random);
        byte[] bytes = MrdEncoder.bytes(sent);
        CollectingSink sink = feed(bytes, random);

        assertThat(sink.messages).hasSize(1);
        MrdMessage got = sink.messages.getFirst();
        assertThat(got.id()).isEqualTo(id);
        assertThat(MrdEncoder.bytes(got)).isEqualTo(bytes);
        same(got, sent);
    }

    @Property(tries = 200)
    void streams(@ForAll long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            MrdMessage message = i == count - 1 ? new MrdMessage.Close() : anyButClose(random);
            if (random.nextBoolean()) {
                MrdEncoder.write(message, stream);
            } else {
                MrdEncoder.write(message, Channels.newChannel(stream));
            }
        }
        CollectingSink sink = feed(stream.toByteArray(), random);
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        ByteArrayOutputStream placed = new ByteArrayOutputStream();
        for (MrdMessage message : sink.messages) {
            MrdEncoder.write(message, again);
            if (message instanceof MrdMessage.Acquisition) {
                MrdEncoder.write(message, placed);
            }
        }
        assertThat(sink.messages).hasSize(count);
        assertThat(again.toByteArray()).isEqualTo(stream.toByteArray());
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        sink.placedBytes.forEach(joined::writeBytes);
        assertThat(joined.toByteArray()).isEqualTo(placed.toByteArray());
    }

    @Property(tries = 100)
    void floatsOfAcquisitionsAndImages(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AcquisitionHeader header =
                AcquisitionHeader.allocate().numberOfSamples(5).activeChannels(3).trajectoryDimensions(2);
        float[] trajectory = floats(random, 10);
        float[] data = floats(random, 30);
        MrdMessage.Acquisition acquisition = MrdMessage.Acquisition.of(header, trajectory, data);
        assertThat(acquisition.trajectory()).isEqualTo(trajectory);
        assertThat(acquisition.data()).isEqualTo(data);
        assertThat(ByteBuffer.wrap(acquisition.body()).order(java.nio.ByteOrder.LITTLE_ENDIAN).getFloat(44))
                .isEqualTo(data[1]);

        float[] pixels = floats(random, 24);
        ImageHeader image = ImageHeader.allocate().matrixSize(4, 3, 1).channels(2);
        assertThat(MrdMessage.Image.of(image, "", pixels).floats()).isEqualTo(pixels);
    }

    private static CollectingSink feed(byte[] bytes, SplittableRandom random) throws MrdProtocolException {
        CollectingSink sink = new CollectingSink();
        MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, sink);
        int most = 1 + random.nextInt(random.nextBoolean() ? 3 : 600);
        for (int at = 0; at < bytes.length; ) {
            int n = Math.min(bytes.length - at, 1 + random.nextInt(most));
            ByteBuffer piece = random.nextBoolean() ? ByteBuffer.allocateDirect(n) : ByteBuffer.allocate(n);
            decoder.feed(piece.put(bytes, at, n).flip());
            at += n;
        }
        assertThat(decoder.betweenMessages()).isTrue();
        return sink;
    }

    private static MrdMessage anyButClose(SplittableRandom random) {
        MrdMessage message = Messages.any(random);
        return message instanceof MrdMessage.Close ? new MrdMessage.Text("not yet") : message;
    }

    private static void same(MrdMessage got, MrdMessage sent) {
        switch (sent) {
            case MrdMessage.Header h -> assertThat(((MrdMessage.Header) got).xml()).isEqualTo(h.xml());
            case MrdMessage.Acquisition a -> assertThat(((MrdMessage.Acquisition) got).body()).isEqualTo(a.body());
            case MrdMessage.Image i -> {
                assertThat(((MrdMessage.Image) got).pixels()).isEqualTo(i.pixels());
                assertThat(((MrdMessage.Image) got).metaXml()).isEqualTo(i.metaXml());
            }
            case MrdMessage.Waveform w -> assertThat(((MrdMessage.Waveform) got).data()).isEqualTo(w.data());
            case MrdMessage.DicomWithName d -> {
                MrdMessage.DicomWithName g = (MrdMessage.DicomWithName) got;
                assertThat(g.dicom()).isEqualTo(d.dicom());
                assertThat(g.fileName()).isEqualTo(d.fileName());
                assertThat(g.metaXml()).isEqualTo(d.metaXml());
            }
            case MrdMessage.NdArray n -> {
                MrdMessage.NdArray g = (MrdMessage.NdArray) got;
                assertThat(g.type()).isEqualTo(n.type());
                assertThat(g.version()).isEqualTo(n.version());
                assertThat(Arrays.equals(g.dims(), n.dims())).isTrue();
                assertThat(g.data()).isEqualTo(n.data());
            }
            default -> assertThat(got).isEqualTo(sent);
        }
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
