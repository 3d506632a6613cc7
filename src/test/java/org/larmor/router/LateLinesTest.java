package org.larmor.router;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.IndexEvent.FrameAnswered;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.bus.record.ResultEvent.ScanText;
import org.larmor.scan.Line;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.last;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;

/** What comes for a frame that is done, or for a scan that is closed. */
class LateLinesTest {
    private final Bench bench = new Bench();

    @BeforeEach
    void aFrameIsDone() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, lines(0, 4, 1));
        assertThat(bench.jobs()).extracting(Job::revision).containsExactly(0);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void lateLinesAreReportedOnceAndReconstructedWithTheOldOnesAtTheEndOfTheScan() {
        bench.chunk(A, FRAME, line(1));
        bench.chunk(A, FRAME, line(2));
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(ScanText.class, text ->
                assertThat(text.text()).startsWith("WRN frame 0.0.0.0.0.0").contains("late lines"));
        bench.end(A, false);
        assertRevision(1, 3);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 2, false));
    }

    @Test
    void anotherLastFlagEndsTheRevision() {
        bench.chunk(A, FRAME, line(1));
        bench.chunk(A, FRAME, last(2, Line.LAST_IN_SLICE));
        assertRevision(1, 3);
        bench.chunk(A, FRAME, last(2, Line.LAST_IN_SLICE));
        assertRevision(2, 4);
        bench.end(A, false);
        assertThat(bench.results()).contains(new ScanClosed(A, 3, false));
    }

    @Test
    void aFlagOnEveryLineDoesNotMakeAJobOfEach() {
        int lines = 3 * ScanTracker.MOST_REVISIONS;
        for (int i = 0; i < lines; i++) {
            bench.chunk(A, FRAME, last(i % 4, Line.LAST_IN_SLICE));
        }
        assertThat(bench.jobs()).hasSize(ScanTracker.MOST_REVISIONS - 1);
        bench.end(A, false);
        assertRevision(ScanTracker.MOST_REVISIONS, lines + 1);
    }

    @Test
    void silenceEndsTheRevisionWhichIsNotIncomplete() {
        bench.chunk(A, FRAME, line(1));
        bench.pass(Bench.TIMEOUT.plusSeconds(1));
        bench.tick();
        assertRevision(1, 2);
    }

    @Test
    void linesThatCompleteAFlaggedFrameEndIt() {
        bench.open(Scans.B, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(Scans.B, FRAME, last(3, Line.LAST_IN_SLICE)); // a flag before the lines: it ends nothing
        assertThat(bench.jobs()).isEmpty();
        bench.chunk(Scans.B, FRAME, line(0), line(1), line(2));
        assertThat(bench.jobs()).singleElement().satisfies(job -> {
            assertThat(job.revision()).isZero();
            assertThat(job.chunks()).hasSize(2);
        });
    }

    @Test
    void whatComesAfterTheEndOpensNoGhost() {
        bench.end(A, false);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 1, false));
        bench.chunk(A, FRAME, line(1));
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, lines(0, 4, 1));
        bench.end(A, true);
        bench.pass(Bench.TIMEOUT.plusSeconds(1));
        bench.tick();
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).isEmpty();
        assertThat(bench.deadLetters()).isZero();
    }

    @Test
    void closedScanIsForgottenInTheEndWithAllItsFrames() {
        bench.end(A, false);
        bench.beat();
        assertThat(bench.entries()).isPositive();
        bench.pass(RouterPolicy.DEFAULT.keepClosed().plus(Duration.ofSeconds(1)));
        bench.beat();
        assertThat(bench.entries()).as("an answer is still waited for").isPositive();
        bench.pipe(new FrameAnswered(A, 0, FRAME, 0));
        bench.beat();
        assertThat(bench.entries()).isZero();
        assertThat(bench.beat()).isEmpty();
    }

    private void assertRevision(int revision, int chunks) {
        assertThat(bench.jobs()).singleElement().satisfies(job -> {
            assertThat(job.revision()).isEqualTo(revision);
            assertThat(job.chunks()).hasSize(chunks);
            assertThat(job.marks()).isEmpty();
            assertThat(job.warnings()).singleElement().asString().contains("late lines");
        });
    }
}
