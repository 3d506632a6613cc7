package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every field of the three headers, at random, read back through the getter and at the offset that the specification
 * states. The offsets are written out here again on purpose.
 */
class HeaderLayoutTest {
    private static final int BASE = 7;

    private final ByteBuffer bytes = ByteBuffer.allocate(400);

    @Property(tries = 200)
    void acquisitionHeader(@ForAll long seed) {
        AcquisitionHeader h = new AcquisitionHeader().wrap(bytes, BASE);
        Fields f = new Fields(random(seed), bytes.slice(BASE, AcquisitionHeader.BYTES));
        f.u16(0, h::version, h::version);
        f.i64(2, h::flags, h::flags);
        f.i32(10, h::measurementUid, h::measurementUid);
        f.i32(14, h::scanCounter, h::scanCounter);
        f.i32(18, h::acquisitionTimeStamp, h::acquisitionTimeStamp);
        each(3, i -> f.i32(22 + 4 * i, v -> h.physiologyTimeStamp(i, v), () -> h.physiologyTimeStamp(i)));
        f.u16(34, h::numberOfSamples, h::numberOfSamples);
        f.u16(36, h::availableChannels, h::availableChannels);
        f.u16(38, h::activeChannels, h::activeChannels);
        each(16, i -> f.i64(40 + 8 * i, v -> h.channelMask(i, v), () -> h.channelMask(i)));
        f.u16(168, h::discardPre, h::discardPre);
        f.u16(170, h::discardPost, h::discardPost);
        f.u16(172, h::centerSample, h::centerSample);
        f.u16(174, h::encodingSpaceRef, h::encodingSpaceRef);
        f.u16(176, h::trajectoryDimensions, h::trajectoryDimensions);
        f.f32(178, h::sampleTimeUs, h::sampleTimeUs);
        f.vector(182, h::position, h::position);
        f.vector(194, h::readDir, h::readDir);
        f.vector(206, h::phaseDir, h::phaseDir);
        f.vector(218, h::sliceDir, h::sliceDir);
        f.vector(230, h::patientTablePosition, h::patientTablePosition);
        f.u16(242, h::kspaceEncodeStep1, h::kspaceEncodeStep1);
        f.u16(244, h::kspaceEncodeStep2, h::kspaceEncodeStep2);
        f.u16(246, h::average, h::average);
        f.u16(248, h::slice, h::slice);
        f.u16(250, h::contrast, h::contrast);
        f.u16(252, h::phase, h::phase);
        f.u16(254, h::repetition, h::repetition);
        f.u16(256, h::setIndex, h::set);
        f.u16(258, h::segment, h::segment);
        each(8, i -> f.u16(260 + 2 * i, v -> h.idxUser(i, v), () -> h.idxUser(i)));
        each(8, i -> f.i32(276 + 4 * i, v -> h.userInt(i, v), () -> h.userInt(i)));
        each(8, i -> f.f32(308 + 4 * i, v -> h.userFloat(i, v), () -> h.userFloat(i)));
        f.check(AcquisitionHeader.BYTES, 340);

        ByteBuffer copy = ByteBuffer.allocate(340);
        h.copy().putTo(copy);
        assertThat(copy.flip()).isEqualTo(bytes.slice(BASE, 340));
        assertThat(h.messageBytes())
                .isEqualTo(2 + 340 + 4L * h.numberOfSamples() * h.trajectoryDimensions()
                        + 8L * h.numberOfSamples() * h.activeChannels());
    }

    @Property(tries = 200)
    void imageHeader(@ForAll long seed) {
        ImageHeader h = new ImageHeader().wrap(bytes, BASE);
        Fields f = new Fields(random(seed), bytes.slice(BASE, ImageHeader.BYTES));
        f.u16(0, h::version, h::version);
        f.u16(2, h::dataTypeValue, h::dataTypeValue);
        f.i64(4, h::flags, h::flags);
        f.i32(12, h::measurementUid, h::measurementUid);
        int[] size = {f.u16At(16), f.u16At(18), f.u16At(20)};
        h.matrixSize(size[0], size[1], size[2]);
        each(3, i -> f.seen(size[i], () -> h.matrixSize(i)));
        f.vector(22, h::fieldOfView, h::fieldOfView);
        f.u16(34, h::channels, h::channels);
        f.vector(36, h::position, h::position);
        f.vector(48, h::readDir, h::readDir);
        f.vector(60, h::phaseDir, h::phaseDir);
        f.vector(72, h::sliceDir, h::sliceDir);
        f.vector(84, h::patientTablePosition, h::patientTablePosition);
        f.u16(96, h::average, h::average);
        f.u16(98, h::slice, h::slice);
        f.u16(100, h::contrast, h::contrast);
        f.u16(102, h::phase, h::phase);
        f.u16(104, h::repetition, h::repetition);
        f.u16(106, h::set, h::set);
        f.i32(108, h::acquisitionTimeStamp, h::acquisitionTimeStamp);
        each(3, i -> f.i32(112 + 4 * i, v -> h.physiologyTimeStamp(i, v), () -> h.physiologyTimeStamp(i)));
        f.u16(124, h::imageTypeValue, h::imageTypeValue);
        f.u16(126, h::imageIndex, h::imageIndex);
        f.u16(128, h::imageSeriesIndex, h::imageSeriesIndex);
        each(8, i -> f.i32(130 + 4 * i, v -> h.userInt(i, v), () -> h.userInt(i)));
        each(8, i -> f.f32(162 + 4 * i, v -> h.userFloat(i, v), () -> h.userFloat(i)));
        f.i32(194, h::attributeStringLength, h::attributeStringLength);
        f.check(ImageHeader.BYTES, 198);

        ByteBuffer copy = ByteBuffer.allocate(198);
        h.copy().putTo(copy);
        assertThat(copy.flip()).isEqualTo(bytes.slice(BASE, 198));
    }

    @Property(tries = 200)
    void waveformHeader(@ForAll long seed) {
        WaveformHeader h = new WaveformHeader().wrap(bytes, BASE);
        Fields f = new Fields(random(seed), bytes.slice(BASE, WaveformHeader.BYTES));
        f.u16(0, h::version, h::version);
        f.padding(2, 6);
        f.i64(8, h::flags, h::flags);
        f.i32(16, h::measurementUid, h::measurementUid);
        f.i32(20, h::scanCounter, h::scanCounter);
        f.i32(24, h::timeStamp, h::timeStamp);
        f.u16(28, h::numberOfSamples, h::numberOfSamples);
        f.u16(30, h::channels, h::channels);
        f.f32(32, h::sampleTimeUs, h::sampleTimeUs);
        f.u16(36, h::waveformId, h::waveformId);
        f.padding(38, 2);
        f.check(WaveformHeader.BYTES, 40);

        ByteBuffer copy = ByteBuffer.allocate(40);
        h.copy().putTo(copy);
        assertThat(copy.flip()).isEqualTo(bytes.slice(BASE, 40));
    }

    @Property(tries = 50)
    void imageTakesOverWhatItsReadoutSays(@ForAll long seed) {
        byte[] random = new byte[AcquisitionHeader.BYTES];
        random(seed).nextBytes(random);
        AcquisitionHeader readout = new AcquisitionHeader().wrap(ByteBuffer.wrap(random), 0);
        ImageHeader image = ImageHeader.allocate().takeFrom(readout);
        ByteBuffer out = ByteBuffer.allocate(ImageHeader.BYTES);
        image.putTo(out);
        ByteBuffer in = ByteBuffer.wrap(random);
        assertThat(out.slice(12, 4)).isEqualTo(in.slice(10, 4));
        assertThat(out.slice(36, 60)).as("position, directions, table").isEqualTo(in.slice(182, 60));
        assertThat(out.slice(96, 12)).as("average … set").isEqualTo(in.slice(246, 12));
        assertThat(out.slice(108, 16)).as("time stamps").isEqualTo(in.slice(18, 16));
        assertThat(out.slice(130, 64)).as("user fields").isEqualTo(in.slice(276, 64));
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static void each(int count, IntConsumer field) {
        for (int i = 0; i < count; i++) {
            field.accept(i);
        }
    }
}
