package org.larmor.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.larmor.mrd.wire.AcquisitionFlag.*;

class SimulatedScanTest {
    private static final int N = 32;
    private static final int COILS = 3;

    @Test
    void aPlainScanSendsEveryLineInOrderAndMarksItsEnds() throws IOException {
        SimulatedScan scan = new SimulatedScan(phantom(2), ScanPlan.plain().withRepetitions(2));
        List<AcquisitionHeader> sent = headers(scan);
        assertThat(sent).hasSize(N * 2 * 2);
        assertThat(scan.frames()).isEqualTo(4);
        for (int i = 0; i < sent.size(); i++) {
            AcquisitionHeader header = sent.get(i);
            assertThat(header.kspaceEncodeStep1()).isEqualTo(i % N);
            assertThat(header.slice()).isEqualTo(i / N % 2);
            assertThat(header.repetition()).isEqualTo(i / N / 2);
            assertThat(header.scanCounter()).isEqualTo(i);
            assertThat(header.has(FIRST_IN_SLICE)).isEqualTo(i % N == 0);
            assertThat(header.has(LAST_IN_SLICE)).isEqualTo(i % N == N - 1);
            assertThat(header.has(FIRST_IN_REPETITION)).isEqualTo(i % (2 * N) == 0);
            assertThat(header.has(LAST_IN_REPETITION)).isEqualTo(i % (2 * N) == 2 * N - 1);
            assertThat(header.has(LAST_IN_MEASUREMENT)).isEqualTo(i == sent.size() - 1);
            assertThat(header.has(IS_PARALLEL_CALIBRATION)).isFalse();
            assertThat(header.numberOfSamples()).isEqualTo(2 * N);
            assertThat(header.centerSample()).isEqualTo(N);
            assertThat(header.channelMask(0)).isEqualTo(0b111);
        }
        assertThat(sent.getFirst().position(2)).isEqualTo(-2.5f);
        assertThat(sent.get(N).position(2)).isEqualTo(2.5f);
    }

    @Test
    void interleavedSlicesEndTogether() throws IOException {
        List<AcquisitionHeader> sent =
                headers(new SimulatedScan(phantom(4), ScanPlan.plain().withInterleavedSlices()));
        for (int i = 0; i < sent.size(); i++) {
            assertThat(sent.get(i).slice()).isEqualTo(i % 4);
            assertThat(sent.get(i).kspaceEncodeStep1()).isEqualTo(i / 4);
            assertThat(sent.get(i).has(LAST_IN_SLICE)).isEqualTo(i >= sent.size() - 4);
        }
    }

    @Test
    void accelerationSkipsLinesOutsideTheCalibration() throws IOException {
        ScanPlan plan = ScanPlan.plain().withAcceleration(4, 8).withNoise(0.1, true);
        SimulatedScan scan = new SimulatedScan(phantom(1), plan);
        List<AcquisitionHeader> sent = headers(scan);
        List<AcquisitionHeader> noise = sent.stream().filter(h -> h.has(IS_NOISE_MEASUREMENT)).toList();
        assertThat(noise).isEqualTo(sent.subList(0, noise.size()));
        assertThat(noise.size() * 2 * N).isGreaterThanOrEqualTo(64 * COILS);
        Map<Integer, AcquisitionHeader> lines = new TreeMap<>();
        sent.subList(noise.size(), sent.size()).forEach(h -> lines.put(h.kspaceEncodeStep1(), h));
        assertThat(lines.keySet()).containsExactly(0, 4, 8, 12, 13, 14, 15, 16, 17, 18, 19, 20, 24, 28);
        lines.forEach((line, header) -> {
            boolean calibrates = line >= 12 && line < 20;
            assertThat(header.has(IS_PARALLEL_CALIBRATION_AND_IMAGING)).isEqualTo(calibrates && line % 4 == 0);
            assertThat(header.has(IS_PARALLEL_CALIBRATION)).isEqualTo(calibrates && line % 4 != 0);
        });
        assertThat(lines.get(28).has(LAST_IN_SLICE)).isTrue();
        assertThat(headers(new SimulatedScan(phantom(1), plan.withoutCalibrationFlags())))
                .noneMatch(h -> h.has(IS_PARALLEL_CALIBRATION) || h.has(IS_PARALLEL_CALIBRATION_AND_IMAGING));
    }

    @Test
    void withoutCalibrationTheRepetitionsTogetherCoverKSpace() throws IOException {
        List<AcquisitionHeader> sent =
                headers(new SimulatedScan(phantom(1), ScanPlan.plain().withAcceleration(2, 0).withRepetitions(2)));
        assertThat(sent).hasSize(N);
        assertThat(sent.stream().map(AcquisitionHeader::kspaceEncodeStep1).distinct()).hasSize(N);
        assertThat(sent).filteredOn(h -> h.repetition() == 1).allMatch(h -> h.kspaceEncodeStep1() % 2 == 1);
    }

    @Test
    void theDataAreThePhantomsAndNoiseIsAddedToThem() throws IOException {
        Phantom phantom = phantom(1);
        ByteBuffer clean = line(new SimulatedScan(phantom, ScanPlan.plain()), N / 2);
        float[] kspace = phantom.kspace(0);
        for (int c = 0; c < COILS; c++) {
            for (int s = 0; s < 4 * N; s++) {
                assertThat(clean.getFloat(342 + 4 * (c * 4 * N + s)))
                        .isEqualTo(kspace[(c * N + N / 2) * 4 * N + s]);
            }
        }
        double level = 0.2;
        ByteBuffer noisy = line(new SimulatedScan(phantom, ScanPlan.plain().withNoise(level, false)), N / 2);
        double power = 0;
        for (int i = 342; i < clean.limit(); i += 4) {
            power += Math.pow(noisy.getFloat(i) - clean.getFloat(i), 2);
        }
        assertThat(Math.sqrt(power / (COILS * 2 * N))).isCloseTo(level, within(0.25 * level));
    }

    @Test
    void repetitionsDifferAndSeedsRepeat() throws IOException {
        SimulatedScan scan = new SimulatedScan(phantom(1), ScanPlan.plain().withRepetitions(3).withNoise(0.1, false));
        assertThat(scan.truth(0, 0)).isNotEqualTo(scan.truth(0, 1)).isNotEqualTo(scan.truth(0, 2));
        assertThat(line(scan, 5)).isEqualTo(line(scan, 5));
        assertThat(line(scan, 5))
                .isNotEqualTo(line(new SimulatedScan(scan.phantom(), scan.plan().withSeed(9)), 5));
    }

    @Test
    void theHeaderStatesWhatIsSent() {
        String xml = new String(
                new SimulatedScan(phantom(2), ScanPlan.plain().withAcceleration(2, 8).withProtocol("T1 <&>")).xml(),
                StandardCharsets.UTF_8);
        assertThat(xml)
                .contains("<receiverChannels>3</receiverChannels>")
                .contains("<x>512.0</x>")
                .contains("<protocolName>T1 &lt;&amp;&gt;</protocolName>")
                .contains("<calibrationMode>embedded</calibrationMode>")
                .contains("<slice><minimum>0</minimum><maximum>1</maximum>");
    }

    private static Phantom phantom(int slices) {
        return new Phantom(N, N, 2, COILS, slices);
    }

    private static List<AcquisitionHeader> headers(SimulatedScan scan) throws IOException {
        List<AcquisitionHeader> headers = new ArrayList<>();
        try (MessageSource source = scan.messages()) {
            for (ByteBuffer message = source.next(); message != null; message = source.next()) {
                AcquisitionHeader header = new AcquisitionHeader().wrap(message, 2);
                assertThat(message.getShort(0)).isEqualTo((short) 1008);
                assertThat((long) message.remaining()).isEqualTo(header.messageBytes());
                headers.add(header.copy());
            }
            assertThat(source.messages()).isEqualTo(headers.size());
        }
        assertThat(headers.stream().filter(h -> !h.has(AcquisitionFlag.IS_NOISE_MEASUREMENT)).map(FrameKey::of)
                        .distinct())
                .hasSize(scan.frames());
        return headers;
    }

    private static ByteBuffer line(SimulatedScan scan, int number) throws IOException {
        try (MessageSource source = scan.messages()) {
            ByteBuffer message = null;
            for (int i = 0; i <= number; i++) {
                message = source.next();
            }
            ByteBuffer copy = ByteBuffer.allocate(message.remaining()).order(message.order());
            return copy.put(message).flip();
        }
    }
}
