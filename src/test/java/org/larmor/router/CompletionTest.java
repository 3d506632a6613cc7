package org.larmor.router;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent.FrameFailed;
import org.larmor.bus.record.ResultEvent.FrameNone;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.bus.record.ResultEvent.ScanText;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.scan.Line;
import org.larmor.scan.Mark;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.B;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.last;
import static org.larmor.router.Scans.lastOf;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;
import static org.larmor.router.Scans.repetition;
import static org.larmor.router.Scans.slice;

/** When a frame is complete. */
class CompletionTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void fullySampledFrameIsCompleteWithItsLastLineAndWithoutAnyFlag() {
        bench.open(A, RecipeRequest.RSS, header(8, 1, null, null, null));
        bench.context(A, ChunkKind.NOISE, null, 11);
        bench.chunk(A, FRAME, lines(0, 4, 1));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, lines(4, 8, 1));

        List<Job> jobs = bench.jobs();
        assertThat(jobs).hasSize(1);
        Job job = jobs.getFirst();
        assertThat(job.scan()).isEqualTo(A);
        assertThat(job.frame()).isEqualTo(FRAME);
        assertThat(job.revision()).isZero();
        assertThat(job.recipe()).isEqualTo(Recipe.RSS);
        assertThat(job.model()).isNull();
        assertThat(job.chunks()).containsExactly(Bench.chunkOf(FRAME, 0), Bench.chunkOf(FRAME, 1));
        assertThat(job.contexts()).extracting(c -> c.kind()).containsExactly(ChunkKind.HEADER, ChunkKind.NOISE);
        assertThat(job.contexts()).extracting(c -> c.offset()).containsExactly(7L, 11L);
        assertThat(job.companions()).isEmpty();
        assertThat(job.marks()).isEmpty();
        assertThat(job.warnings()).isEmpty();
        long now = Bench.micros(bench.now);
        assertThat(job.hops().readout()).isEqualTo(now - 2000);
        assertThat(job.hops().stored()).isEqualTo(now - 1000);
        assertThat(job.hops().routed()).isEqualTo(now);
        assertThat(job.hops().taken()).isZero();
    }

    @Test
    void scanIsClosedWithTheNumberOfItsResults() {
        bench.open(A, RecipeRequest.RSS, header(8, 1, null, null, 1));
        bench.chunk(A, repetition(0), lines(0, 8, 1));
        bench.chunk(A, repetition(1), lines(0, 8, 1));
        assertThat(bench.results()).isEmpty();
        bench.end(A, false);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 2, false));
        assertThat(bench.jobs()).hasSize(2);
    }

    @Test
    void accelerationTwoIsCompleteByItsFlagAndNotByTheCountOfItsLines() {
        bench.open(A, RecipeRequest.RSS, header(8, 2, null, null, null));
        bench.chunk(A, FRAME, lines(0, 8, 1));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, last(0, Line.LAST_IN_SLICE));
        assertThat(bench.jobs()).hasSize(1);
    }

    @Test
    void acceleratedFrameWithoutFlagsIsCompleteAtTheEndOfItsScan() {
        bench.open(A, RecipeRequest.RSS, header(8, 2, null, null, null));
        bench.chunk(A, FRAME, lines(0, 8, 2));
        bench.end(A, false);
        assertThat(bench.jobs()).singleElement().satisfies(job -> {
            assertThat(job.marks()).isEmpty();
            assertThat(job.chunks()).hasSize(1);
        });
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 1, false));
    }

    @Test
    void nonCartesianFrameIsNotCountedAndRefusedByItsName() {
        MrdHeader cartesian = header(8, 1, null, null, null);
        Encoding.Limits limits = cartesian.encodings().getFirst().limits();
        bench.open(A, RecipeRequest.RSS, header("radial", 8, 1, limits));
        bench.chunk(A, FRAME, lines(0, 8, 1));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, last(7, Line.LAST_IN_SLICE));
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(FrameFailed.class, failed ->
                assertThat(failed.text()).contains("'radial'"));
    }

    @Test
    void frameWithoutLimitsIsNotCountedButFlagged() {
        bench.open(A, RecipeRequest.RSS, header("cartesian", 8, 1, Encoding.Limits.NONE));
        bench.chunk(A, FRAME, lines(0, 8, 1));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, line(7, 3, 2, Line.LAST_IN_SLICE));
        assertThat(bench.jobs()).hasSize(1);
    }

    @Test
    void partitionsOfAVolumeAreAllCounted() {
        MrdHeader flat = header(4, 1, null, null, null);
        Encoding.Limits two = flat.encodings().getFirst().limits();
        Encoding.Limits limits = new Encoding.Limits(
                null, two.step1(), new Limit(0, 2, 1), null, null, null, null, null, null, null);
        bench.open(A, RecipeRequest.RSS, header("cartesian", 4, 1, limits));
        for (int partition = 0; partition < 3; partition++) {
            assertThat(bench.jobs()).isEmpty();
            for (int step1 = 0; step1 < 4; step1++) {
                bench.chunk(A, FRAME, new Line(step1, partition, 0, 0, 0));
            }
        }
        assertThat(bench.jobs()).hasSize(1);
    }

    @Test
    void lastFlagOfAnEarlierAverageEndsNothing() {
        bench.open(A, RecipeRequest.RSS, header(4, 2, 2, null, null));
        bench.chunk(A, FRAME, line(1, 0, 0, 0), line(3, 0, 0, Line.LAST_IN_SLICE));
        bench.chunk(A, FRAME, line(1, 1, 0, 0), line(3, 1, 0, Line.LAST_IN_SLICE));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, line(1, 2, 0, 0), line(3, 2, 0, Line.LAST_IN_SLICE));
        assertThat(bench.jobs()).singleElement().satisfies(job -> assertThat(job.chunks()).hasSize(3));
    }

    @Test
    void everyAverageOfALineIsCounted() {
        bench.open(A, RecipeRequest.RSS, header(2, 1, 1, null, null));
        bench.chunk(A, FRAME, line(0, 0, 0, 0), line(1, 0, 0, 0), line(1, 1, 0, 0));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, line(0, 1, 0, 0));
        assertThat(bench.jobs()).hasSize(1);
    }

    @Test
    void lastFlagOfAnEarlierSegmentEndsNothing() {
        bench.open(A, RecipeRequest.RSS, header(8, 2, null, 1, null));
        bench.chunk(A, FRAME, line(0, 0, 0, 0), line(2, 0, 0, Line.LAST_IN_SLICE));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, line(4, 0, 1, 0), line(6, 0, 1, Line.LAST_IN_SLICE));
        assertThat(bench.jobs()).hasSize(1);
    }

    @Test
    void countWaitsForTheLastSegment() {
        bench.open(A, RecipeRequest.RSS, header(2, 1, null, 1, null));
        bench.chunk(A, FRAME, line(0, 0, 0, 0), line(1, 0, 0, 0));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, line(0, 0, 1, 0));
        assertThat(bench.jobs()).hasSize(1);
    }

    @Test
    void interleavedSlicesAreCountedEachForItself() {
        bench.open(A, RecipeRequest.RSS, header(2, 1, null, null, null));
        bench.chunk(A, slice(1), line(0));
        bench.chunk(A, slice(0), line(0));
        bench.chunk(A, slice(2), line(0));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, slice(2), line(1));
        bench.chunk(A, slice(1), line(1));
        assertThat(bench.jobs()).extracting(Job::frame).containsExactly(slice(2), slice(1));
        bench.chunk(A, slice(0), line(1));
        assertThat(bench.jobs()).extracting(Job::frame).containsExactly(slice(0));
        bench.end(A, false);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 3, false));
    }

    @Test
    void lastInRepetitionEndsTheOpenFramesOfItsRepetition() {
        bench.open(A, RecipeRequest.RSS, header(8, 2, null, null, 1));
        FrameKey otherSlice = new FrameKey(0, 1, 0, 0, 1, 0);
        FrameKey otherSpace = new FrameKey(1, 0, 0, 0, 1, 0);
        bench.chunk(A, repetition(0), lines(0, 8, 2));
        bench.chunk(A, otherSlice, lines(0, 8, 2));
        bench.chunk(A, otherSpace, lines(0, 8, 2));
        bench.chunk(A, repetition(10), lines(0, 8, 2));
        bench.chunk(A, repetition(1), line(0), line(2), line(4), last(6, Line.LAST_IN_REPETITION));
        assertThat(bench.jobs()).extracting(Job::frame).containsExactly(repetition(1), otherSlice);
    }

    @Test
    void lastInMeasurementEndsAllOpenFrames() {
        bench.open(A, RecipeRequest.RSS, header(8, 2, null, null, 2));
        bench.chunk(A, repetition(0), lastOf(lines(0, 8, 2)));
        bench.chunk(A, repetition(1), lines(0, 8, 2));
        bench.chunk(A, repetition(2), line(0), line(2), line(4), last(6, Line.LAST_IN_MEASUREMENT));
        assertThat(bench.jobs()).extracting(Job::frame)
                .containsExactly(repetition(0), repetition(1), repetition(2));
        bench.end(A, false);
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 3, false));
    }

    @Test
    void missingLineLeavesTheFrameToTheEndOfItsScanWhereItIsUnfolded() {
        bench.open(A, RecipeRequest.RSS, header(8, 1, null, null, null));
        bench.chunk(A, FRAME, lines(0, 7, 1));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, last(6, Line.LAST_IN_SLICE));
        assertThat(bench.jobs()).isEmpty();
        bench.end(A, false);
        assertThat(bench.jobs()).singleElement().satisfies(job -> {
            assertThat(job.recipe()).isEqualTo(Recipe.SENSE);
            assertThat(job.marks()).containsExactlyInAnyOrder(Mark.INCOMPLETE, Mark.FALLBACK);
            assertThat(job.warnings()).singleElement().asString().contains("1 of 8 lines are missing");
        });
    }

    @Test
    void lineThatCameTwiceIsCountedOnce() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0), line(1), line(1), line(1));
        bench.chunk(A, FRAME, line(0), line(2));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, FRAME, line(3));
        assertThat(bench.jobs()).hasSize(1);
    }

    @Test
    void chunkEventDeliveredAgainIsDropped() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        ChunkStored first = bench.stored(A, FRAME, line(0), line(1));
        ChunkStored second = bench.stored(A, FRAME, line(2), line(3));
        bench.pipe(first);
        bench.pipe(first);
        bench.pipe(second);
        bench.pipe(second);
        bench.pipe(first);
        assertThat(bench.jobs()).singleElement().satisfies(job -> assertThat(job.chunks()).hasSize(2));
        bench.end(A, false);
        bench.end(A, false);
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 1, false));
    }

    @Test
    void encodingThatTheHeaderDoesNotHaveIsRefused() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        FrameKey unknown = new FrameKey(3, 0, 0, 0, 0, 0);
        bench.chunk(A, unknown, lines(0, 4, 1));
        assertThat(bench.jobs()).isEmpty();
        bench.end(A, false);
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results().getFirst()).isInstanceOfSatisfying(FrameFailed.class, failed -> {
            assertThat(failed.frame()).isEqualTo(unknown);
            assertThat(failed.text()).contains("encoding spaces");
        });
    }

    @Test
    void scansThatShareAPartitionDoNotMix() {
        bench.open(A, RecipeRequest.RSS, header(2, 1, null, null, null));
        bench.open(B, RecipeRequest.RSS, header(2, 1, null, null, null));
        bench.context(B, ChunkKind.NOISE, null, 55);
        bench.chunk(A, FRAME, line(0));
        bench.chunk(B, FRAME, line(1));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(B, FRAME, line(0));
        assertThat(bench.jobs()).singleElement().satisfies(job -> {
            assertThat(job.scan()).isEqualTo(B);
            assertThat(job.contexts()).hasSize(2);
        });
        bench.end(B, false);
        assertThat(bench.results()).containsExactly(new ScanClosed(B, 1, false));
        bench.chunk(A, FRAME, line(1));
        assertThat(bench.jobs()).singleElement().satisfies(job -> {
            assertThat(job.scan()).isEqualTo(A);
            assertThat(job.contexts()).hasSize(1);
        });
        bench.end(A, false);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 1, false));
    }

    @Test
    void framesOfTheNullRecipeEndWithoutAJob() {
        bench.open(A, RecipeRequest.NULL, header(2, 1, null, null, null));
        bench.chunk(A, FRAME, lines(0, 2, 1));
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(FrameNone.class, none -> {
            assertThat(none.frame()).isEqualTo(FRAME);
            assertThat(none.hops().routed()).isEqualTo(Bench.micros(bench.now));
        });
        bench.end(A, false);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 1, false));
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.learnedJobs()).isEmpty();
    }

    @Test
    void chunksThatMakeNoImageMakeNoFrame() {
        bench.open(A, RecipeRequest.RSS, header(2, 1, null, null, null));
        bench.context(A, ChunkKind.OTHER, null, 3);
        bench.context(A, ChunkKind.CALIBRATION, FRAME, 4);
        bench.end(A, false);
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results())
                .containsExactly(
                        new ScanText(A, "INF the scan held no readouts of which images are made"),
                        new ScanClosed(A, 0, false));
    }

    @Test
    void calibrationIsTheFramesOwnElseItsSlotsFirst() {
        bench.open(A, RecipeRequest.SENSE, header(8, 2, null, null, 2));
        bench.calibration(A, new FrameKey(0, 0, 0, 0, 0, 0), 21, lines(0, 4, 1));
        bench.calibration(A, new FrameKey(0, 0, 0, 0, 0, 0), 22, lines(4, 8, 1));
        bench.calibration(A, new FrameKey(0, 0, 0, 0, 2, 0), 23, lines(0, 8, 1));
        for (int repetition = 0; repetition < 3; repetition++) {
            bench.chunk(A, new FrameKey(0, 0, 0, 0, repetition, 0), lastOf(lines(0, 8, 2)));
        }
        assertThat(bench.jobs())
                .extracting(job -> job.contexts().stream()
                        .filter(c -> c.kind() == ChunkKind.CALIBRATION)
                        .map(c -> c.offset())
                        .toList())
                .containsExactly(List.of(21L, 22L), List.of(21L, 22L), List.of(23L));
    }

    @Test
    void calibrationIsTakenFromTheFramesSlotElseFromItsSlice() {
        bench.open(A, RecipeRequest.SENSE, header(8, 2, null, null, 1));
        bench.calibration(A, new FrameKey(0, 0, 1, 0, 0, 0), 21, lines(0, 8, 1));
        bench.calibration(A, new FrameKey(0, 0, 0, 0, 0, 0), 22, lines(0, 8, 1));
        bench.calibration(A, new FrameKey(0, 1, 0, 0, 0, 0), 23, lines(0, 8, 1));
        bench.chunk(A, new FrameKey(0, 0, 1, 0, 1, 0), lastOf(lines(0, 8, 2))); // its slot
        bench.chunk(A, new FrameKey(0, 0, 2, 0, 0, 0), lastOf(lines(0, 8, 2))); // its slice
        bench.chunk(A, new FrameKey(0, 1, 2, 3, 0, 1), lastOf(lines(0, 8, 2))); // its slice
        assertThat(bench.jobs())
                .extracting(job -> job.contexts().stream()
                        .filter(c -> c.kind() == ChunkKind.CALIBRATION)
                        .map(c -> c.offset())
                        .toList())
                .containsExactly(List.of(21L), List.of(22L), List.of(23L));
    }
}
