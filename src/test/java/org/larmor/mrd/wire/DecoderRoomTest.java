package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A decoder that is told how much it may hold. */
class DecoderRoomTest {
    private static final int LENGTH = 1 << 20;

    private final CollectingSink sink = new CollectingSink();
    private int room = 100 << 10;
    private final MrdDecoder.Room given = new MrdDecoder.Room() {
        @Override
        public boolean take(int bytes) {
            if (bytes > room) {
                return false;
            }
            room -= bytes;
            return true;
        }

        @Override
        public void give(int bytes) {
            room += bytes;
        }
    };

    @Test
    void aMessageWaitsWhereThereIsNoRoomAndGoesOnWhereThereIs() throws MrdProtocolException {
        MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, sink, given);
        ByteBuffer bytes = header();
        decoder.feed(fed(bytes, 70_000));
        assertThat(room).isLessThan((100 << 10) - 50_000);
        ByteBuffer rest = bytes.slice(70_000, bytes.limit() - 70_000);
        decoder.feed(rest);
        assertThat(rest.remaining()).isEqualTo(bytes.limit() - 70_000);
        assertThat(sink.messages).isEmpty();
        room += LENGTH;
        decoder.feed(rest);
        assertThat(rest.hasRemaining()).isFalse();
        assertThat(sink.messages).hasSize(1);
        assertThat(room).isEqualTo((100 << 10) + LENGTH);
    }

    @Test
    void whatIsAbandonedIsGivenBackAndNothingMoreIsRead() throws MrdProtocolException {
        MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, sink, given);
        decoder.feed(fed(header(), 50_000));
        assertThat(room).isLessThan(100 << 10);
        decoder.abandon();
        assertThat(room).isEqualTo(100 << 10);
    }

    @Test
    void anImageThatNobodyWantsIsPassedOver() throws MrdProtocolException {
        room = 0;
        List<MrdMessage> messages = new ArrayList<>();
        MrdDecoder decoder = new MrdDecoder(
                MrdLimits.DEFAULT,
                new MrdDecoder.Sink() {
                    @Override
                    public ByteBuffer place(AcquisitionHeader header, int length) {
                        throw new AssertionError();
                    }

                    @Override
                    public void acquisition(AcquisitionHeader header, int length) {
                        throw new AssertionError();
                    }

                    @Override
                    public void message(MrdMessage message) {
                        messages.add(message);
                    }

                    @Override
                    public boolean wantsImages() {
                        return false;
                    }
                },
                given);
        ImageHeader header = ImageHeader.allocate().matrixSize(512, 512, 1).channels(1);
        ByteBuffer bytes = ByteBuffer.wrap(MrdEncoder.bytes(
                MrdMessage.Image.of(header, "<ismrmrdMeta/>", new float[512 * 512])));
        decoder.feed(bytes);
        decoder.feed(ByteBuffer.wrap(MrdEncoder.bytes(new MrdMessage.Close())));
        assertThat(messages).hasSize(2);
        assertThat(((MrdMessage.Image) messages.getFirst()).pixels()).isEmpty();
        assertThat(decoder.closed()).isTrue();
    }

    private static ByteBuffer header() {
        return ByteBuffer.wrap(MrdEncoder.bytes(new MrdMessage.Header(new byte[LENGTH])));
    }

    private static ByteBuffer fed(ByteBuffer bytes, int count) {
        return bytes.slice(0, count);
    }
}
