package org.larmor.mrd.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MrdDecoderTest {
    private final CollectingSink sink = new CollectingSink();
    private final MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, sink);

    private static MrdMessage.Acquisition acquisition(int samples, int channels, int dims) {
        AcquisitionHeader header = AcquisitionHeader.allocate()
                .version(1)
                .numberOfSamples(samples)
                .availableChannels(channels)
                .activeChannels(channels)
                .trajectoryDimensions(dims);
        float[] trajectory = new float[samples * dims];
        float[] data = new float[2 * samples * channels];
        for (int i = 0; i < data.length; i++) {
            data[i] = i;
        }
        for (int i = 0; i < trajectory.length; i++) {
            trajectory[i] = -i;
        }
        return MrdMessage.Acquisition.of(header, trajectory, data);
    }

    private static ByteBuffer little(int bytes) {
        return LittleEndian.allocate(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 341, 342, 343, 1 << 20})
    void takesAConversationInAnyFragments(int size) throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        MrdEncoder.write(new MrdMessage.ConfigFile("rss"), stream);
        MrdEncoder.write(new MrdMessage.Header("<ismrmrdHeader/>".getBytes(UTF_8)), stream);
        for (int i = 1; i < 5; i++) {
            MrdEncoder.write(acquisition(16 * i, i, i % 3), stream);
        }
        MrdEncoder.write(new MrdMessage.Text("done"), stream);
        MrdEncoder.write(new MrdMessage.Close(), stream);
        byte[] bytes = stream.toByteArray();

        for (int at = 0; at < bytes.length; at += size) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at));
            decoder.feed(piece);
            assertThat(piece.hasRemaining()).isFalse();
        }

        assertThat(decoder.betweenMessages()).isTrue();
        assertThat(decoder.closed()).isTrue();
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        for (MrdMessage message : sink.messages) {
            MrdEncoder.write(message, again);
        }
        assertThat(again.toByteArray()).isEqualTo(bytes);
        assertThat(sink.messages).hasSize(8);
        assertThat(sink.placedBytes.get(2)).isEqualTo(MrdEncoder.bytes(acquisition(48, 3, 0)));
    }

    @Test
    void knowsWhetherItStandsBetweenMessages() throws Exception {
        byte[] bytes = MrdEncoder.bytes(acquisition(4, 1, 1));
        for (int i = 0; i < bytes.length; i++) {
            assertThat(decoder.betweenMessages()).isEqualTo(i == 0);
            decoder.feed(ByteBuffer.wrap(bytes, i, 1));
        }
        assertThat(decoder.betweenMessages()).isTrue();
    }

    @Test
    void endsTextAtTheFirstNul() throws Exception {
        byte[] text = {'a', 'b', 0, 'c', 0};
        decoder.feed(little(6).putShort((short) 5).putInt(text.length).flip());
        decoder.feed(ByteBuffer.wrap(text));
        decoder.feed(little(6).putShort((short) 5).putInt(0).flip());
        assertThat(sink.messages).containsExactly(new MrdMessage.Text("ab"), new MrdMessage.Text(""));
    }

    @Test
    void writesTextThatPythonAndCppClientsRead() {
        assertThat(MrdEncoder.bytes(new MrdMessage.Text("")))
                .isEqualTo(little(7).putShort((short) 5).putInt(1).array());
        assertThat(MrdEncoder.bytes(new MrdMessage.Text("hi")))
                .isEqualTo(little(9).putShort((short) 5).putInt(3).put((byte) 'h').put((byte) 'i').array());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 999, 1023, 1024, 1050, 1051, 65535})
    void namesAnUnknownId(int id) {
        assertThatThrownBy(() -> decoder.feed(little(2).putShort((short) id).flip()))
                .isInstanceOf(MrdProtocolException.class)
                .hasMessage("unknown message id " + id);
    }

    @Test
    void staysFailed() {
        assertThatThrownBy(() -> decoder.feed(little(2).putShort((short) 99).flip()))
                .isInstanceOf(MrdProtocolException.class);
        assertThatThrownBy(() -> decoder.feed(ByteBuffer.wrap(MrdEncoder.bytes(new MrdMessage.Close()))))
                .isInstanceOf(MrdProtocolException.class)
                .hasMessageContaining("99");
        assertThat(decoder.betweenMessages()).isFalse();
        assertThat(sink.messages).isEmpty();
    }

    @Test
    void staysFailedAfterItsSinkHasThrown() {
        MrdDecoder refusing = new MrdDecoder(MrdLimits.DEFAULT, new Placing() {
            @Override
            public ByteBuffer place(AcquisitionHeader header, int length) throws MrdProtocolException {
                throw new MrdProtocolException("acquisition before header");
            }
        });
        byte[] bytes = MrdEncoder.bytes(acquisition(4, 1, 0));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> refusing.feed(ByteBuffer.wrap(bytes)))
                    .isInstanceOf(MrdProtocolException.class)
                    .hasMessageContaining("acquisition before header");
        }
    }

    @Test
    void writesNothingIntoABufferThatIsTooSmall() {
        ByteBuffer small = ByteBuffer.allocate(341);
        MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, new Placing() {
            @Override
            public ByteBuffer place(AcquisitionHeader header, int length) {
                return small;
            }
        });
        byte[] bytes = MrdEncoder.bytes(acquisition(4, 1, 0));
        assertThatThrownBy(() -> decoder.feed(ByteBuffer.wrap(bytes)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("placed 341 bytes for a header");
        assertThat(small.position()).isZero();
        assertThatThrownBy(() -> decoder.feed(ByteBuffer.wrap(bytes))).isInstanceOf(MrdProtocolException.class);
    }

    @Test
    void keepsNoHoldOnACompleteAcquisition() throws Exception {
        List<AcquisitionHeader> headers = new ArrayList<>();
        ByteBuffer chunk = ByteBuffer.allocate(1000);
        MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, new Placing() {
            @Override
            public ByteBuffer place(AcquisitionHeader header, int length) {
                return chunk;
            }

            @Override
            public void acquisition(AcquisitionHeader header, int length) {
                headers.add(header);
            }
        });
        for (int i = 1; i <= 2; i++) {
            MrdMessage.Acquisition sent = acquisition(4, i, 0);
            sent.header().scanCounter(i);
            decoder.feed(ByteBuffer.wrap(MrdEncoder.bytes(sent)));
        }
        assertThat(headers).extracting(AcquisitionHeader::scanCounter).containsExactly(1, 2);
        assertThat(chunk.position()).isEqualTo(2 * 342 + 32 + 64);
    }

    @Test
    void encodesNoMessageThatContradictsItself() {
        ImageHeader image = ImageHeader.allocate().matrixSize(2, 2, 1).channels(1).dataType(DataType.FLOAT);
        List<MrdMessage> wrong = List.of(
                new MrdMessage.Image(image, "", new byte[15]),
                new MrdMessage.Acquisition(AcquisitionHeader.allocate().numberOfSamples(1), new byte[8]),
                new MrdMessage.Waveform(WaveformHeader.allocate().channels(1).numberOfSamples(2), new int[1]),
                new MrdMessage.NdArray(DataType.SHORT, 0, new long[] {3}, new byte[5]),
                new MrdMessage.ConfigFile("x".repeat(1024)));
        for (MrdMessage message : wrong) {
            assertThatThrownBy(() -> MrdEncoder.bytes(message))
                    .as(message.id().toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readsNothingBehindAClose() throws Exception {
        decoder.feed(little(4).putShort((short) 4).putShort((short) 77).flip());
        ByteBuffer more = ByteBuffer.allocate(100);
        decoder.feed(more);
        assertThat(more.hasRemaining()).isFalse();
        assertThat(sink.messages).isEqualTo(List.of(new MrdMessage.Close()));
    }

    @Test
    void refusesWhatIsDeclaredBeyondItsLimits() {
        refused("TEXT: 4294967295 bytes", little(6).putShort((short) 5).putInt(-1));
        refused("HEADER: 16777217 bytes", little(6).putShort((short) 3).putInt((16 << 20) + 1));
        refused("query: 18446744073709551615 bytes",
                little(26).putShort((short) 6).putLong(0).putLong(1).putLong(-1));
        refused("dependency reply", little(10).putShort((short) 1019).putLong(1L << 32));
        refused("ND array", little(24).putShort((short) 1030).putShort((short) 5).putShort((short) 1)
                .putShort((short) 2).putLong(1L << 40).putLong(1L << 40));
    }

    @Test
    void refusesAcquisitionsThatCannotBe() {
        refused("0 samples", header(AcquisitionHeader.allocate().activeChannels(4)));
        refused("0 active channels", header(AcquisitionHeader.allocate().numberOfSamples(4)));
        refused("at most 4194304", header(AcquisitionHeader.allocate().numberOfSamples(65535).activeChannels(65535)));
        refused("65535 trajectory dimensions",
                header(AcquisitionHeader.allocate()
                        .numberOfSamples(65535)
                        .activeChannels(1)
                        .trajectoryDimensions(65535)));
        for (AcquisitionFlag flag : List.of(AcquisitionFlag.COMPRESSION1, AcquisitionFlag.COMPRESSION4)) {
            refused("compressed",
                    header(AcquisitionHeader.allocate().numberOfSamples(4).activeChannels(4).set(flag)));
        }
    }

    @Test
    void refusesImagesThatCannotBe() {
        refused("unknown data type 0", image(ImageHeader.allocate().matrixSize(1, 1, 1).channels(1)));
        refused("0 channels", image(ImageHeader.allocate().matrixSize(1, 1, 1).dataType(DataType.FLOAT)));
        refused("65535 x 65535 x 65535 pixels",
                image(ImageHeader.allocate()
                        .matrixSize(65535, 65535, 65535)
                        .channels(65535)
                        .dataType(DataType.CXDOUBLE)));
    }

    private void refused(String why, ByteBuffer bytes) {
        CollectingSink empty = new CollectingSink();
        MrdDecoder fresh = new MrdDecoder(MrdLimits.DEFAULT, empty);
        assertThatThrownBy(() -> fresh.feed(bytes.flip()))
                .isInstanceOf(MrdProtocolException.class)
                .hasMessageContaining(why);
        assertThat(empty.largestPlaced).isZero();
    }

    private static ByteBuffer header(AcquisitionHeader header) {
        ByteBuffer out = little(342).putShort((short) 1008);
        header.putTo(out);
        return out;
    }

    private static ByteBuffer image(ImageHeader header) {
        ByteBuffer out = little(208).putShort((short) 1022);
        header.putTo(out);
        return out.putLong(0);
    }

    private abstract static class Placing implements MrdDecoder.Sink {
        @Override
        public void acquisition(AcquisitionHeader header, int length) {}

        @Override
        public void message(MrdMessage message) {}
    }
}
