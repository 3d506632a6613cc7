package org.larmor.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.Pool;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.QualityLimit;
import org.larmor.bus.record.SampleOrder;
import org.larmor.bus.record.Teaching;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.Line;
import org.larmor.scan.Mark;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;
import static org.larmor.router.Scans.repetition;

/** What the stores keep is read back as it was, and is no more than what came. */
class StateTest {
    private static final ChunkRef HEADER = new ChunkRef(ChunkKind.HEADER, 0, 1L << 40, 1000, -5);
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void scanSurvivesItsStore() {
        ScanState scan = new ScanState(
                        A, 3,
                        header(256, 2, 1, null, 7).encodings().stream().map(EncodingRecord::of).toList(),
                        RecipeRequest.JSSL, true,
                        new ScanState.Model("v7", new ScanState.Range(2, 8, 4, 1, 32, false)),
                        new ModelDirectory.Checks(0.5, List.of(new QualityLimit(4, -3, 7, -1.5, 6, 0.857))),
                        new ScanState.Gathered(new SampleOrder("knee", new Teaching("p", "s", "c", "t"), "knee@1"), 16), "knee", null, HEADER, true,
                        ScanState.NEVER, ScanState.NEVER, 0, false)
                .timedOut(12)
                .refused("why")
                .closed(13, 14, true);
        JsonSerde<ScanState> serde = new JsonSerde<>(ScanState.class);
        assertThat(serde.read(serde.write(scan))).isEqualTo(scan);
    }

    @Test
    void entriesOfAFrameSurviveTheirStore() {
        Decision decision = new Decision(
                99, 0, Recipe.SENSE, "v7", "refused", 3, 2, new Decision.Part(repetition(4), 1),
                List.of(new Decision.Part(repetition(5), 6)), List.of(Mark.INCOMPLETE), List.of("WRN"), true);
        JsonSerde<FrameEntry> serde = new JsonSerde<>(FrameEntry.class);
        for (FrameEntry entry : List.of(new FrameCourse(true, true, true, List.of(decision)), chunk(5))) {
            assertThat(serde.read(serde.write(entry))).isEqualTo(entry);
        }
        Awaited awaited = new Awaited(A, FRAME, 1, Pool.LEARNED, 2, 3, 4, 5);
        JsonSerde<Awaited> awaits = new JsonSerde<>(Awaited.class);
        assertThat(awaits.read(awaits.write(awaited))).isEqualTo(awaited);
    }

    @Test
    void frameIsPutTogetherFromItsChunksAsItGrew() {
        Optional<EncodingRules> rules = EncodingRules.of(header(256, 1, null, null, null).encodings(), FRAME);
        FrameState grown = FrameState.opened(FRAME);
        List<StoredChunk> stored = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            StoredChunk chunk = chunk(i);
            stored.add(0, chunk); // the store's order is not that of arrival
            grown = grown.plus(chunk, rules);
        }
        assertThat(FrameState.of(FRAME, stored, FrameCourse.NONE, rules)).isEqualTo(grown);
        assertThat(grown.lines().cells().cardinality()).isEqualTo(40);
    }

    @Test
    void chunksAreInOrderOfSequenceWhateverTheOrderOfArrival() {
        ChunkRefs chunks = ChunkRefs.of(List.of(chunk(2), chunk(0), chunk(1)));
        assertThat(chunks.first(3, ChunkKind.IMAGING)).extracting(ChunkRef::sequence).containsExactly(0, 1, 2);
        assertThat(chunks.first(2, ChunkKind.IMAGING)).extracting(ChunkRef::sequence).containsExactly(0, 2);
        assertThat(chunks.hasSequence(2)).isTrue();
        assertThat(chunks.hasSequence(3)).isFalse();
    }

    /** 60 noise readouts, then 1,500 frames with a calibration line each: the scan that once wrote 36 times what it said. */
    @Test
    void whatIsWrittenGrowsWithWhatCameAlone() {
        bench.open(A, RecipeRequest.SENSE, header(64, 2, null, null, 1499));
        for (int i = 0; i < 60; i++) {
            bench.context(A, ChunkKind.NOISE, null, i);
        }
        for (int r = 0; r < 1500; r++) {
            bench.calibration(A, repetition(r), r, line(32));
            bench.chunk(A, repetition(r), Scans.lastOf(lines(0, 64, 2)));
            bench.jobs().forEach(bench::answered);
        }
        bench.end(A, false);
        double times = (double) bench.changelogBytes() / bench.eventBytes;
        System.out.printf("state: %.1f times the bytes of its events (%d)%n", times, bench.eventBytes);
        assertThat(times).isLessThan(5);
    }

    /** A slow volume: a chunk for every line. */
    @Test
    void frameOfManyChunksWritesEachOnce() {
        bench.open(A, RecipeRequest.RSS, header(4000, 1, null, null, null));
        bench.changelogBytes();
        bench.chunk(A, FRAME, line(0));
        long first = bench.changelogBytes();
        for (int i = 1; i < 3999; i++) {
            bench.chunk(A, FRAME, line(i));
        }
        assertThat(bench.changelogBytes() / 3998).isLessThan(first + 16);
        bench.chunk(A, FRAME, line(3999));
        assertThat(bench.jobs()).singleElement().extracting(Job::chunks).asInstanceOf(
                        org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(4000);
    }

    private static StoredChunk chunk(int i) {
        Line[] lines = lines(i, i + 1, 1);
        return StoredChunk.of(
                new ChunkStored(A, 0, FRAME, Bench.chunkOf(FRAME, i), Lines.of(List.of(lines)), 8, 5, 6), 10 + i, 7);
    }
}
