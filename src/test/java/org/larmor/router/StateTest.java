package org.larmor.router;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.Lines;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FrameLines;
import org.larmor.scan.Mark;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.lines;

/** What the stores keep is read back as it was. */
class StateTest {
    private static final ChunkRef HEADER = new ChunkRef(ChunkKind.HEADER, 0, 1L << 40, 1000, -5);

    @Test
    void scanSurvivesItsStore() {
        ScanState scan = new ScanState(
                        A, 3,
                        header(256, 2, 1, null, 7).encodings().stream().map(EncodingRecord::of).toList(),
                        RecipeRequest.JSSL, true,
                        new ScanState.Model("v7", new ScanState.Range(2, 8, 4, 1, 32, false)), null, List.of(HEADER), true,
                        5, ScanState.NEVER, ScanState.NEVER, 0, false)
                .withContext(new ChunkRef(ChunkKind.NOISE, 0, 78, 5, 6))
                .timedOut(12)
                .closed(13, 14, true);
        JsonSerde<ScanState> serde = new JsonSerde<>(ScanState.class);
        assertThat(serde.read(serde.write(scan))).isEqualTo(scan);
    }

    @Test
    void frameSurvivesItsStore() {
        Job job = new Job(
                A, 3, FRAME, 0, Recipe.RSS, null, List.of(HEADER), List.of(Bench.chunkOf(FRAME, 0)), List.of(), true,
                List.of(Mark.INCOMPLETE), List.of("WRN"), Hops.routed(1, 2, 3));
        FrameState frame = frameOfChunks(3).held(true).done(new FrameState.Emitted(99, job, "refused"));
        JsonSerde<FrameState> serde = new JsonSerde<>(FrameState.class);
        FrameState read = serde.read(serde.write(frame));
        assertThat(read.lines().lines()).isEqualTo(frame.lines().lines());
        assertThat(read.emitted()).isEqualTo(frame.emitted());
        assertThat(read.revision()).isEqualTo(1);
        assertThat(read.chunks().inOrder(ChunkKind.IMAGING)).containsExactly(
                Bench.chunkOf(FRAME, 0), Bench.chunkOf(FRAME, 1), Bench.chunkOf(FRAME, 2));
    }

    @Test
    void chunksAreInOrderOfSequenceWhateverTheOrderOfArrival() {
        ChunkRefs chunks = ChunkRefs.NONE
                .plus(Bench.chunkOf(FRAME, 2)).plus(Bench.chunkOf(FRAME, 0)).plus(Bench.chunkOf(FRAME, 1));
        assertThat(chunks.inOrder(ChunkKind.IMAGING)).extracting(ChunkRef::sequence).containsExactly(0, 1, 2);
        assertThat(chunks.hasSequence(2)).isTrue();
        assertThat(chunks.hasSequence(3)).isFalse();
    }

    @Test
    void valueOfAFrameStaysSmall() {
        JsonSerde<FrameState> serde = new JsonSerde<>(FrameState.class);
        assertThat(serde.write(frameOfChunks(64)).length).isLessThan(64 * 32 + 1024); // 64 MiB of k-space
    }

    @Test
    void damagedChunksAreNotRead() {
        assertThatThrownBy(() -> ChunkRefs.unpack(new byte[21])).isInstanceOf(IllegalArgumentException.class);
    }

    private static FrameState frameOfChunks(int count) {
        EncodingRules rules = EncodingRules.of(header(256, 1, null, null, null).encodings(), FRAME).orElseThrow();
        FrameState frame = FrameState.opened(FRAME);
        for (int i = 0; i < count; i++) {
            Lines lines = Lines.of(List.of(lines(i, i + 1, 1)));
            FrameLines all = rules.plus(frame.lines().lines(), lines);
            frame = frame.plus(new ChunkStored(A, 0, FRAME, Bench.chunkOf(FRAME, i), lines, 8, 5, 6), all, i);
        }
        return frame;
    }
}
