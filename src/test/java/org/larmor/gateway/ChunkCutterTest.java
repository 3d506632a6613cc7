package org.larmor.gateway;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdProtocolException;
import org.larmor.scan.Line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChunkCutterTest {
    private final ByteBudget budget = new ByteBudget(64 << 20);
    private final List<OpenChunk> left = new ArrayList<>();
    private final ChunkCutter cutter = new ChunkCutter(budget, left::add);
    private long now = 1_000;

    @Test
    void framesAreCutApart() throws MrdProtocolException {
        for (int line = 0; line < 4; line++) {
            take(header(line, 0), 100);
            take(header(line, 1), 100);
        }
        assertThat(left).isEmpty();
        cutter.leaveAll();
        assertThat(left).extracting(c -> c.frame.slice()).containsExactly(0, 1);
        assertThat(left).allSatisfy(chunk -> assertThat(chunk.lines())
                .extracting(Line::step1)
                .containsExactly(0, 1, 2, 3));
    }

    @Test
    void aFullChunkLeavesAndNeedsNoTrimming() throws MrdProtocolException {
        int length = 100_000;
        for (int line = 0; line < 11; line++) {
            take(header(line, 0), length);
        }
        assertThat(left).hasSize(1);
        OpenChunk full = left.getFirst();
        assertThat(full.size()).isEqualTo(10 * length).isEqualTo(full.capacity());
        assertThat(full.sequence).isZero();
        cutter.leaveAll();
        assertThat(left.get(1).sequence).isEqualTo(1);
        assertThat(left.get(1).lines()).extracting(Line::step1).containsExactly(10);
    }

    @Test
    void whatFilledAChunkBeginsTheNextWithItsFullSize() throws MrdProtocolException {
        int length = 100_000;
        for (int line = 0; line < 11; line++) {
            take(header(line, 0), length);
        }
        cutter.leaveAll();
        assertThat(left.get(1).size()).isEqualTo(length);
        assertThat(left.get(1).capacity()).isEqualTo(10 * length);
        // But not where that would take the room of many frames that are open at once.
        ByteBudget narrow = new ByteBudget(2 << 20);
        ChunkCutter crowded = new ChunkCutter(narrow, left::add);
        for (int line = 0; line < 11; line++) {
            crowded.place(header(line, 0), length).put(new byte[length]);
            crowded.acquired(header(line, 0), length, now++);
        }
        crowded.leaveAll();
        assertThat(left.getLast().capacity()).isEqualTo(length);
    }

    @Test
    void aMessageLongerThanAChunkIsAChunk() throws MrdProtocolException {
        take(header(0, 0), 2 * OpenChunk.FULL);
        assertThat(left).extracting(OpenChunk::size).containsExactly(2 * OpenChunk.FULL);
    }

    @Test
    void lastInSliceEndsItsFrameAlone() throws MrdProtocolException {
        take(header(0, 1), 100);
        take(header(0, 0).set(AcquisitionFlag.LAST_IN_SLICE), 100);
        assertThat(left).extracting(c -> c.frame.slice()).containsExactly(0);
        assertThat(left.getFirst().lines().getFirst().marks()).isEqualTo(Line.LAST_IN_SLICE);
    }

    @Test
    void lastInRepetitionEndsTheRepetitionsFrames() throws MrdProtocolException {
        take(header(0, 0).repetition(1), 100);
        take(header(0, 0), 100);
        take(header(0, 1).set(AcquisitionFlag.LAST_IN_REPETITION), 100);
        assertThat(left).extracting(c -> c.frame.repetition()).containsExactly(0, 0);
    }

    @Test
    void lastInMeasurementEndsEverything() throws MrdProtocolException {
        take(header(0, 0), 100);
        take(header(0, 1).set(AcquisitionFlag.LAST_IN_MEASUREMENT), 100);
        assertThat(left).hasSize(2);
    }

    @Test
    void theChunkWithTheFlagLeavesLast() throws MrdProtocolException {
        for (int slice = 0; slice < 3; slice++) {
            take(header(0, slice), 100);
        }
        take(header(1, 1).set(AcquisitionFlag.LAST_IN_MEASUREMENT), 100);
        assertThat(left).extracting(c -> c.frame.slice()).containsExactly(0, 2, 1);
        left.clear();
        // Also where the flag comes with the message that fills its chunk.
        for (int line = 0; line < 9; line++) {
            take(header(line, 0), 100_000);
        }
        take(header(0, 1), 100);
        take(header(9, 0).set(AcquisitionFlag.LAST_IN_REPETITION), 100_000);
        assertThat(left).extracting(c -> c.frame.slice()).containsExactly(1, 0);
    }

    @Test
    void calibrationIsKeptApartByTheFrameItCameWith() throws MrdProtocolException {
        take(header(0, 0).set(AcquisitionFlag.IS_PARALLEL_CALIBRATION), 100);
        take(header(1, 0).repetition(1).set(AcquisitionFlag.IS_PARALLEL_CALIBRATION), 100);
        take(header(2, 0).set(AcquisitionFlag.IS_PARALLEL_CALIBRATION), 100);
        cutter.leaveAll();
        assertThat(left).extracting(c -> c.frame.repetition()).containsExactly(0, 1);
        assertThat(left).extracting(OpenChunk::size).containsExactly(200, 100);
    }

    @Test
    void contextsLeaveBeforeTheImagingDataThatNeedsThem() throws MrdProtocolException {
        take(header(0, 0).set(AcquisitionFlag.IS_NOISE_MEASUREMENT), 100);
        take(header(0, 0).set(AcquisitionFlag.IS_PARALLEL_CALIBRATION), 100);
        take(header(0, 0).set(AcquisitionFlag.LAST_IN_SLICE), 100);
        assertThat(left)
                .extracting(c -> c.kind)
                .containsExactly(ChunkKind.NOISE, ChunkKind.CALIBRATION, ChunkKind.IMAGING);
    }

    @Test
    void calibrationChunksTellTheirLines() throws MrdProtocolException {
        take(header(3, 0).set(AcquisitionFlag.IS_PARALLEL_CALIBRATION), 100);
        cutter.leaveAll();
        assertThat(left.getFirst().lines()).extracting(Line::step1).containsExactly(3);
        assertThat(left.getFirst().channels()).isEqualTo(header(3, 0).activeChannels());
    }

    @Test
    void noiseBehindImagingIsNone() throws MrdProtocolException {
        take(header(0, 0), 100);
        take(header(0, 0).set(AcquisitionFlag.IS_NOISE_MEASUREMENT), 100);
        cutter.leaveAll();
        assertThat(left).extracting(c -> c.kind).containsExactly(ChunkKind.IMAGING, ChunkKind.OTHER);
        assertThat(cutter.readouts().lateNoise()).isTrue();
    }

    @Test
    void silentFramesLeaveButNotOneThatIsBeingWritten() throws MrdProtocolException {
        take(header(0, 0), 100);
        cutter.place(header(0, 1), 100);
        cutter.leaveSilent(now + 1);
        assertThat(left).extracting(c -> c.frame.slice()).containsExactly(0);
        assertThat(cutter.candidates()).isEmpty();
    }

    @Test
    void theBudgetSeesWhatIsOpenAndNothingElse() throws MrdProtocolException {
        take(header(0, 0), 100);
        assertThat(budget.openBytes()).isEqualTo(16 << 10);
        cutter.leaveAll();
        left.forEach(OpenChunk::close);
        assertThat(budget.openBytes()).isZero();
        take(header(0, 0), 100);
        cutter.discard();
        assertThat(budget.openBytes()).isZero();
    }

    @Test
    void messagesThatNeverBecomeCompleteDoNotOutgrowTheBudget() throws MrdProtocolException {
        int length = 7 << 20;
        for (int i = 0; i < 9; i++) {
            new ChunkCutter(budget, left::add).place(header(0, 0), length);
        }
        ChunkCutter tenth = new ChunkCutter(budget, left::add);
        assertThatThrownBy(() -> tenth.place(header(0, 0), length))
                .isInstanceOf(MrdProtocolException.class)
                .hasMessageContaining("unfinished messages");
        assertThat(budget.openBytes()).isEqualTo(9L * length);
        tenth.discard();
        take(header(0, 0), 100);
        assertThat(budget.openBytes()).isEqualTo(9L * length + (16 << 10));
    }

    private static AcquisitionHeader header(int line, int slice) {
        return AcquisitionHeader.allocate().kspaceEncodeStep1(line).slice(slice);
    }

    private void take(AcquisitionHeader header, int length) throws MrdProtocolException {
        ByteBuffer room = cutter.place(header, length);
        assertThat(room.remaining()).isGreaterThanOrEqualTo(length);
        room.put(new byte[length]);
        cutter.acquired(header, length, now++);
    }
}
