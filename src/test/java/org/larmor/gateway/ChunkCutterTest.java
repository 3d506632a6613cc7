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
import static org.larmor.gateway.ByteBudget.Use.CHUNKS;

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
            write(crowded, header(line, 0), length);
            crowded.acquired(header(line, 0), length, now++);
        }
        crowded.leaveAll();
        assertThat(left.getLast().capacity()).isEqualTo(length);
    }

    @Test
    void onlyAFullChunkOfAFrameThatNoFlagEndsGoesOn() throws MrdProtocolException {
        int length = 100_000;
        for (int line = 0; line < 11; line++) {
            take(header(line, 0), length);
        }
        take(header(11, 0).set(AcquisitionFlag.LAST_IN_SLICE), length);
        assertThat(left).extracting(OpenChunk::goesOn).containsExactly(true, false);
        left.clear();
        for (int line = 0; line < 9; line++) {
            take(header(line, 1), length);
        }
        take(header(9, 1).set(AcquisitionFlag.LAST_IN_SLICE), length);
        assertThat(left).as("full, and ended by a flag").extracting(OpenChunk::goesOn).containsExactly(false);
        left.clear();
        take(header(0, 2), length);
        cutter.leaveSilent(now + 1);
        assertThat(left).as("silent").extracting(OpenChunk::goesOn).containsExactly(false);
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
        assertThat(budget.held(CHUNKS)).as("its buffer and what is known of its readout").isEqualTo((16 << 10) + 48);
        cutter.leaveAll();
        left.forEach(OpenChunk::close);
        assertThat(budget.held(CHUNKS)).isZero();
        take(header(0, 0), 100);
        cutter.discard();
        assertThat(budget.held(CHUNKS)).isZero();
    }

    @Test
    void aDeclaredLengthIsNotHeldBeforeItArrives() throws MrdProtocolException {
        int length = 7 << 20;
        for (int i = 0; i < 400; i++) {
            assertThat(new ChunkCutter(budget, left::add).place(header(0, 0), length).remaining())
                    .isEqualTo(16 << 10);
        }
        assertThat(budget.held(CHUNKS)).isEqualTo(400L * (16 << 10));
    }

    @Test
    void whatHasArrivedDoublesAndWaitsWhereTheBudgetIsFull() throws MrdProtocolException {
        int length = 7 << 20;
        ChunkCutter first = new ChunkCutter(budget, left::add);
        write(first, header(0, 0), 3 << 20, length);
        assertThat(first.fillingBytes()).isEqualTo(4 << 20);
        budget.hold(CHUNKS, 44 << 20);
        ByteBuffer room = cutter.place(header(0, 0), length);
        room.position(room.limit());
        assertThat(cutter.more(length - room.position())).isNull();
        first.discard();
        room = java.util.Objects.requireNonNull(cutter.more(length - room.position()));
        assertThat(room.position()).isEqualTo(16 << 10);
        assertThat(room.remaining()).isEqualTo(16 << 10);
    }

    @Test
    void whereRoomIsTightEachReadoutLeavesAtOnce() throws MrdProtocolException {
        budget.hold(CHUNKS, 45 << 20);
        take(header(0, 0), 100);
        assertThat(left).hasSize(1);
    }

    @Test
    void whatWasCountedForFramesIsReleased() throws MrdProtocolException {
        take(header(0, 0), 100);
        take(header(0, 1), 100);
        assertThat(budget.held(ByteBudget.Use.FRAMES)).isPositive();
        cutter.close();
        assertThat(budget.total()).isZero();
    }

    @Test
    void framesWithoutEndAreRefusedBeforeTheirListsFillTheBudget() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1 << 20; i++) {
                        take(header(0, i % (1 << 16)).contrast(i >> 16), 100);
                        cutter.leaveAll();
                        left.forEach(OpenChunk::close);
                        left.clear();
                    }
                })
                .isInstanceOf(MrdProtocolException.class)
                .hasMessageContaining("no room to keep count of another frame")
                .hasMessageContaining("MiB for lists of frames");
        assertThat(budget.total()).isLessThanOrEqualTo(16 << 20);
    }

    private static AcquisitionHeader header(int line, int slice) {
        return AcquisitionHeader.allocate().kspaceEncodeStep1(line).slice(slice);
    }

    private void take(AcquisitionHeader header, int length) throws MrdProtocolException {
        write(cutter, header, length);
        cutter.acquired(header, length, now++);
    }

    /** As the decoder does. */
    private static void write(ChunkCutter cutter, AcquisitionHeader header, int length) throws MrdProtocolException {
        write(cutter, header, length, length);
    }

    /** Only so many bytes of it. */
    private static void write(ChunkCutter cutter, AcquisitionHeader header, int bytes, int length) throws MrdProtocolException {
        ByteBuffer room = cutter.place(header, length);
        int missing = bytes;
        while (missing > 0) {
            if (!room.hasRemaining()) {
                room = java.util.Objects.requireNonNull(cutter.more(length - (bytes - missing)));
            }
            int some = Math.min(missing, room.remaining());
            room.put(new byte[some]);
            missing -= some;
        }
    }
}
