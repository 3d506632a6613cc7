package org.larmor.router;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent.FrameFailed;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;
import org.larmor.scan.Line;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.lastOf;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;
import static org.larmor.router.Scans.repetition;

/** Which frames wait for other repetitions' lines, and what they get. */
class CompanionsTest {
    private static final int LINES = 64;
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void interleavedRepetitionsWaitForTheirUnionAndLaterOnesUseTheMostRecent() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 3));
        undersampled(0, 2);
        assertThat(bench.jobs()).isEmpty();
        undersampled(1, 2);
        assertThat(companions()).containsExactlyInAnyOrder(
                new Sent(0, chunksOf(1)), new Sent(1, chunksOf(0)));
        undersampled(2, 2);
        assertThat(companions()).containsExactly(new Sent(2, chunksOf(1)));
        undersampled(3, 2);
        assertThat(companions()).containsExactly(new Sent(3, chunksOf(2)));
        bench.end(A, false);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 4, false));
        assertThat(bench.jobs()).isEmpty();
    }

    @Test
    void fourfoldInterleavingTakesThreeOthers() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 4, null, null, 7));
        for (int r = 0; r < 3; r++) {
            undersampled(r, 4);
        }
        assertThat(bench.jobs()).isEmpty();
        undersampled(3, 4);
        assertThat(companions()).hasSize(4).allSatisfy(sent -> assertThat(sent.companions()).hasSize(3));
        undersampled(4, 4);
        assertThat(companions()).containsExactly(new Sent(4, List.of(
                Bench.chunkOf(repetition(3), 0), Bench.chunkOf(repetition(2), 0), Bench.chunkOf(repetition(1), 0))));
    }

    @Test
    void frameWithADenseCentreNeedsNobody() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 1));
        bench.chunk(A, FRAME, lines(0, LINES, 2));
        bench.chunk(A, FRAME, lastOf(lines(24, 40, 1)));
        assertThat(companions()).containsExactly(new Sent(0, List.of()));
    }

    @Test
    void denseCentreOfOneLineTooFewWaits() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 1));
        bench.chunk(A, FRAME, lines(0, LINES, 2));
        bench.chunk(A, FRAME, lastOf(lines(25, 38, 2)));
        assertThat(bench.jobs()).isEmpty();
    }

    @Test
    void denseLinesBesideTheCentreAreNone() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 1));
        bench.chunk(A, FRAME, lines(0, LINES, 2));
        bench.chunk(A, FRAME, lastOf(lines(33, 64, 2)));
        assertThat(bench.jobs()).isEmpty();
    }

    @Test
    void calibrationFlagOrCalibrationChunkOrAnotherRecipeNeedsNobody() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 1));
        bench.chunk(A, FRAME, lines(0, LINES, 2));
        bench.chunk(A, FRAME, line(29), line(31), line(33), new Line(35, 0, 0, 0, Line.CALIBRATES | Line.LAST_IN_SLICE));
        assertThat(companions()).containsExactly(new Sent(0, List.of()));

        bench.open(Scans.B, RecipeRequest.SENSE, header(LINES, 2, null, null, 1));
        bench.calibration(Scans.B, FRAME, 4, lines(24, 40, 1));
        bench.chunk(Scans.B, FRAME, lastOf(lines(0, LINES, 2)));
        assertThat(companions()).containsExactly(new Sent(0, List.of()));

        bench.open("c", RecipeRequest.RSS, header(LINES, 2, null, null, 1));
        bench.chunk("c", FRAME, lastOf(lines(0, LINES, 2)));
        assertThat(companions()).containsExactly(new Sent(0, List.of()));
    }

    @Test
    void scanOfOneRepetitionWaitsForNothingAndIsRefused() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 0));
        undersampled(0, 2);
        assertRefused(0);
    }

    @Test
    void sameLinesInEveryRepetitionStopTheWait() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 5));
        bench.chunk(A, repetition(0), lastOf(lines(0, LINES, 2)));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, repetition(1), lastOf(lines(0, LINES, 2)));
        assertRefused(0);
        bench.chunk(A, repetition(2), lastOf(lines(0, LINES, 2)));
        assertRefused(1);
    }

    @Test
    void whatIsHeldAndStillLacksItsCentreIsRefusedAtTheEndOfTheScan() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 4, null, null, 7));
        undersampled(0, 4);
        undersampled(1, 4);
        bench.end(A, false);
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results())
                .hasSize(3)
                .contains(new ScanClosed(A, 2, false))
                .extracting(Object::getClass)
                .filteredOn(FrameFailed.class::equals)
                .hasSize(2);
    }

    @Test
    void whatIsHeldLeavesAfterTheTimeOutAndIsNotIncomplete() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 4, null, null, 7));
        bench.chunk(A, FRAME, lines(0, LINES, 4));
        bench.chunk(A, FRAME, lastOf(lines(29, 36, 1)));
        assertThat(bench.jobs()).isEmpty();
        bench.pass(Bench.TIMEOUT.plusSeconds(1));
        bench.tick();
        assertThat(bench.jobs()).singleElement().satisfies(job -> assertThat(job.marks()).isEmpty());
    }

    @Test
    void otherSlotsAreNoCompanions() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 1));
        undersampled(0, 2);
        bench.chunk(A, new FrameKey(0, 1, 0, 0, 0, 0), lastOf(lines(1, LINES, 2)));
        bench.chunk(A, new FrameKey(0, 0, 1, 0, 0, 0), lastOf(lines(1, LINES, 2)));
        assertThat(bench.jobs()).isEmpty();
    }

    @Test
    void frameWaitsForAnEarlierRepetitionThatIsStillOpen() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 1));
        bench.chunk(A, repetition(0), lines(0, LINES - 2, 2));
        undersampled(1, 2);
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, repetition(0), lastOf(lines(LINES - 2, LINES, 2)));
        assertThat(bench.jobs()).extracting(job -> job.companions().size()).containsExactly(1, 2);
    }

    @Test
    void degradedScanHoldsNothing() {
        bench.open(A, RecipeRequest.SENSE, header(LINES, 2, null, null, 3));
        bench.level = Backlog.Level.NEAR;
        undersampled(0, 2);
        assertThat(bench.jobs()).singleElement().satisfies(job -> assertThat(job.recipe()).isEqualTo(Recipe.RSS));
    }

    @Test
    void phasesInterleaveWhereThereIsOneRepetition() {
        Encoding.Limits limits = new Encoding.Limits(
                null, new Limit(0, LINES - 1, LINES / 2), new Limit(0, 0, 0), null, null, null, new Limit(0, 3, 0),
                null, null, null);
        bench.open(A, RecipeRequest.SENSE, header("cartesian", LINES, 2, limits));
        bench.chunk(A, new FrameKey(0, 0, 0, 0, 0, 0), lastOf(lines(0, LINES, 2)));
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(A, new FrameKey(0, 0, 0, 1, 0, 0), lastOf(lines(1, LINES, 2)));
        assertThat(bench.jobs()).extracting(job -> job.companions().size()).containsExactly(1, 1);
    }

    private void assertRefused(int repetition) {
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(FrameFailed.class, failed -> {
            assertThat(failed.frame()).isEqualTo(repetition(repetition));
            assertThat(failed.text()).contains("consecutive lines at the centre");
        });
    }

    private record Sent(int repetition, List<ChunkRef> companions) {}

    private List<Sent> companions() {
        return bench.jobs().stream()
                .map((Job job) -> new Sent(job.frame().repetition(), job.companions()))
                .toList();
    }

    private static List<ChunkRef> chunksOf(int repetition) {
        return List.of(Bench.chunkOf(repetition(repetition), 0));
    }

    /** A repetition with every n-th line, shifted by its number, as interleaved sequences do. */
    private void undersampled(int repetition, int acceleration) {
        bench.chunk(A, repetition(repetition), lastOf(lines(repetition % acceleration, LINES, acceleration)));
    }
}
