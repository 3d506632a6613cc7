package org.larmor.sim.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.sim.MessageSource;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class StreamCatalogueTest {
    private static final Map<String, ScannerStream> STREAMS = StreamCatalogue.byName();

    @TestFactory
    Stream<DynamicTest> headersFitWhatIsSent() {
        return STREAMS.values().stream().map(stream -> DynamicTest.dynamicTest(stream.name(), () -> {
            MrdHeader header = HeaderReader.read(stream.xml());
            for (Readout readout : stream.readouts()) {
                Encoding encoding = header.encodings().get(readout.header().encodingSpaceRef());
                assertThat(header.coilLabels()).hasSizeGreaterThanOrEqualTo(readout.header().activeChannels());
                assertThat(encoding.encoded().x()).isEqualTo(readout.head().samples());
                assertThat(readout.header().slice()).isEqualTo(readout.slice());
                assertThat((long) readout.samples().length * Float.BYTES)
                        .isEqualTo(readout.header().dataBytes());
            }
        }));
    }

    @Test
    void messagesAreCountedAndHoldTheReadoutsSamples() throws IOException {
        ScannerStream stream = STREAMS.get("discarded-samples");
        try (MessageSource source = stream.messages()) {
            assertThat(source.messages()).isEqualTo(64);
            assertThat(source.frames()).isEqualTo(1);
            AcquisitionHeader header = new AcquisitionHeader();
            int count = 0;
            for (ByteBuffer message = source.next(); message != null; message = source.next()) {
                header.wrap(message, 2);
                assertThat((long) message.remaining()).isEqualTo(header.messageBytes());
                assertThat(header.scanCounter()).isEqualTo(count);
                assertThat(header.kspaceEncodeStep1()).isEqualTo(count);
                assertThat(header.numberOfSamples()).isEqualTo(140);
                assertThat(header.centerSample()).isEqualTo(72);
                assertThat(header.has(AcquisitionFlag.LAST_IN_SLICE)).isEqualTo(count == 63);
                Head head = stream.readouts().get(count).head();
                float centre = message.getFloat(2 + AcquisitionHeader.BYTES + 8 * header.centerSample());
                assertThat(centre).isEqualTo(head.kspace(0)[2 * (count * head.samples() + 64)]);
                count++;
            }
            assertThat(count).isEqualTo(64);
        }
    }

    @Test
    void lostLinesAreThoseOfTheFullScan() {
        assertThat(rows("lost-lines")).hasSize(61).doesNotContain(11, 20, 45);
        assertThat(rows("lost-lattice-embedded")).hasSize(42).doesNotContain(10, 50);
        assertThat(STREAMS.get("lost-lattice-embedded").readouts())
                .filteredOn(r -> r.header().has(AcquisitionFlag.IS_PARALLEL_CALIBRATION))
                .hasSize(12);
        assertThat(rows("central-run-3")).contains(31, 32, 33).doesNotContain(30, 34);
        assertThat(rows("central-run-4")).contains(30, 31, 32, 33).doesNotContain(29, 34);
    }

    @Test
    void aScanThatBreaksOffFailsAfterItsLastReadout() throws IOException {
        try (MessageSource source = STREAMS.get("broken-off").messages()) {
            for (int i = 0; i < 80; i++) {
                assertThat(source.next()).isNotNull();
            }
            assertThatThrownBy(source::next).isInstanceOf(IOException.class).hasMessageContaining("broken-off");
        }
    }

    @Test
    void theTruthIsThatOfTheSimulatedScanOfTheSamePhantom() {
        float[] other = new SimulatedScan(new Phantom(64, 64, 2, 8, 2), ScanPlan.plain()).truth(1, 0);
        float[] truth = Truth.FULL.of(STREAMS.get("plain"), new FrameKey(0, 1, 0, 0, 0, 0));
        assertThat(Truth.error(truth, other)).isLessThan(1e-6);
        assertThat(Truth.error(Truth.ACQUIRED.of(STREAMS.get("plain"), new FrameKey(0, 1, 0, 0, 0, 0)), other))
                .isLessThan(1e-6);
    }

    @Test
    void aVolumesTransformAcrossItsPartitionsKeepsTheSignal() {
        Head volume = Head.volume(16, 16, 2, 4);
        double power = 0;
        for (float value : volume.kspace(0)) {
            power += value * value;
        }
        double slices = 0;
        for (int z = 0; z < 4; z++) {
            for (float value : Head.slices(16, 16, 2, 4).kspace(z)) {
                slices += value * value;
            }
        }
        assertThat(power).isCloseTo(slices, within(1e-4 * slices));
    }

    @Test
    void aReferenceOverALargerFieldIsOfTheSameHead() {
        // the mean signal is the whole head's, whatever the field of view, but for the pixels that it is spread over
        float[] small = Head.reference(64, 64, 2, 1).kspace(0);
        float[] large = Head.reference(64, 64, 2, 1.25).kspace(0);
        int centre = 2 * (32 * 128 + 64);
        double expected = small[centre] / (1.25 * 1.25);
        assertThat((double) large[centre]).isCloseTo(expected, within(0.02 * Math.abs(expected)));
    }

    private static List<Integer> rows(String name) {
        List<Integer> rows = new ArrayList<>();
        STREAMS.get(name).readouts().forEach(readout -> rows.add(readout.row()));
        return rows;
    }
}
