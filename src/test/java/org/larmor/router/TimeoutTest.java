package org.larmor.router;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.Tick;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.ResultEvent.FrameFailed;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.scan.Mark;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.B;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;
import static org.larmor.router.Scans.slice;

/** Silence: of scans, of gateways, of the router itself. */
class TimeoutTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void silentScansOpenFramesLeaveAsTheyAreAndTheScanGoesOn() {
        bench.open(A, RecipeRequest.RSS, header(16, 1, null, null, null));
        bench.chunk(A, slice(0), lines(0, 16, 1));
        bench.chunk(A, slice(1), lines(0, 15, 1));
        bench.chunk(A, slice(2), line(0));
        assertThat(bench.jobs()).hasSize(1);

        bench.pass(Bench.TIMEOUT.plus(SECOND));
        bench.tick();
        assertThat(bench.jobs()).singleElement().satisfies(job -> {
            assertThat(job.frame()).isEqualTo(slice(1));
            assertThat(job.recipe()).isEqualTo(Recipe.SENSE);
            assertThat(job.marks()).containsExactlyInAnyOrder(Mark.INCOMPLETE, Mark.FALLBACK);
            assertThat(job.warnings()).singleElement().asString()
                    .startsWith("WRN frame " + job.frame())
                    .contains("1 of 16 lines are missing: its scan fell silent");
        });
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(FrameFailed.class, failed -> {
            assertThat(failed.frame()).isEqualTo(slice(2));
            assertThat(failed.text()).contains("15 of 16 lines are missing: its scan fell silent");
        });
        bench.tick();
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).isEmpty();

        bench.chunk(A, slice(3), lines(0, 16, 1));
        assertThat(bench.jobs()).extracting(Job::frame).containsExactly(slice(3));
        bench.end(A, false);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 4, false));
    }

    @Test
    void scanThatPausesLongerThanAFrameLastsIsNotCut() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        for (int step1 = 0; step1 < 4; step1++) {
            bench.chunk(A, FRAME, line(step1));
            bench.pass(Bench.TIMEOUT.minus(SECOND));
            bench.tick();
        }
        assertThat(bench.jobs()).singleElement().satisfies(job -> {
            assertThat(job.marks()).isEmpty();
            assertThat(job.chunks()).hasSize(4);
        });
    }

    @Test
    void dataOfOneFrameKeepsTheOthersOfItsScanOpen() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, slice(0), line(0));
        for (int i = 1; i < 5; i++) {
            bench.pass(Bench.TIMEOUT.minus(SECOND));
            bench.tick();
            bench.chunk(A, slice(i), lines(0, 4, 1));
        }
        bench.pass(Bench.TIMEOUT.minus(SECOND));
        bench.context(A, ChunkKind.OTHER, null, 5);
        bench.pass(Bench.TIMEOUT.minus(SECOND));
        bench.tick();
        assertThat(bench.jobs()).extracting(Job::frame).doesNotContain(slice(0));
    }

    @Test
    void signOfLifeIsNotData() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        bench.pass(Bench.TIMEOUT);
        bench.alive(A);
        bench.pass(SECOND);
        bench.tick();
        assertThat(failed()).hasSize(1);
    }

    @Test
    void silenceOfOneScanIsNotThatOfAnother() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.open(B, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        bench.pass(Bench.TIMEOUT);
        bench.chunk(B, FRAME, line(0));
        bench.pass(SECOND);
        bench.tick();
        assertThat(failed()).extracting(FrameFailed::scan).containsExactly(A);
    }

    @Test
    void routerDownForTwiceTheTimeOutTimesNothingOutWhoseLinesLieInTheBacklog() {
        // written while the router was down, and read after it: each event has the time it had
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        for (int step1 = 0; step1 < 3; step1++) {
            bench.chunk(A, FRAME, line(step1));
            bench.pipe(new Tick(0, Bench.micros(bench.now) - 500)); // from before it went down
            bench.pass(Duration.ofSeconds(1));
        }
        bench.pass(Bench.TIMEOUT.multipliedBy(2));
        Instant onReturn = bench.now; // when the tick at the end of the partition was written
        bench.now = Bench.START.plusSeconds(4);
        bench.chunk(A, FRAME, line(3));
        bench.open(B, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(B, FRAME, line(0));
        assertThat(bench.jobs()).singleElement().satisfies(job -> {
            assertThat(job.scan()).isEqualTo(A);
            assertThat(job.marks()).isEmpty();
            assertThat(job.chunks()).hasSize(4);
        });
        // and whoever has been silent all the time since is found by it
        bench.now = onReturn;
        bench.tick();
        assertThat(failed()).extracting(FrameFailed::scan).containsExactly(B);
    }

    @Test
    void noClockButTheLogsIsBelieved() {
        for (Duration off : List.of(Duration.ofDays(-4), Duration.ofHours(2))) {
            String scan = "clock" + off;
            bench.open(scan, RecipeRequest.RSS, header(4, 1, null, null, null));
            long wrong = Bench.micros(bench.now.plus(off));
            bench.pipe(new ChunkStored(
                    scan, 0, FRAME, Bench.chunkOf(FRAME, 0), Lines.of(List.of(line(0))), Bench.CHANNELS, wrong, wrong));
            bench.pipe(new Tick(0, wrong)); // a router whose clock is as wrong
            bench.pass(Bench.TIMEOUT);
            bench.pipe(new Tick(0, wrong));
            assertThat(failed()).as(scan).isEmpty();
            bench.pass(SECOND);
            bench.pipe(new Tick(0, wrong));
            assertThat(failed()).as(scan).hasSize(1);
            bench.end(scan, false);
            assertThat(bench.results()).contains(new ScanClosed(scan, 1, false));
        }
    }

    @Test
    void logWhoseTimeJumpsBackTimesNothingOut() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.pass(Duration.ofHours(3));
        bench.chunk(A, FRAME, line(0));
        bench.now = Bench.START; // another broker leads the partition now
        bench.chunk(A, FRAME, line(1));
        bench.tick();
        bench.pass(Bench.TIMEOUT.multipliedBy(2));
        bench.tick();
        assertThat(failed()).isEmpty();
    }

    @Test
    void routerTicksToItselfWhileAScanIsOpen() {
        assertThat(bench.beat()).isEmpty();
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        assertThat(bench.beat()).containsExactly(new Tick(0, Bench.micros(bench.now)));
        assertThat(bench.beat()).hasSize(1);
        bench.pass(Bench.TIMEOUT);
        assertThat(failed()).isEmpty();
        bench.beat(); // the driver brings what is written to the source topic back at once
        assertThat(failed()).hasSize(1);
        bench.end(A, false);
        bench.pass(RouterPolicy.DEFAULT.keepClosed());
        bench.beat();
        assertThat(bench.entries()).isZero();
        assertThat(bench.beat()).isEmpty();
    }

    @Test
    void abortedScansOpenFramesAreIncompleteAndThoseThatWereCompleteAreNot() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, slice(0), lines(0, 4, 1));
        bench.chunk(A, slice(0), line(1)); // reopened
        bench.chunk(A, slice(1), line(1));
        bench.end(A, true);
        assertThat(bench.jobs()).extracting(Job::frame).containsExactly(slice(0), slice(0));
        assertThat(bench.results())
                .hasAtLeastOneElementOfType(FrameFailed.class)
                .contains(new ScanClosed(A, 3, true));
    }

    @Test
    void abortMarksWhatItCuts() {
        bench.open(A, RecipeRequest.SENSE, header(16, 1, null, null, null));
        bench.chunk(A, slice(0), lines(0, 16, 1));
        bench.chunk(A, slice(1), lines(1, 16, 1));
        assertThat(bench.jobs()).hasSize(1);
        bench.chunk(A, slice(0), line(1)); // late lines of a complete frame
        bench.end(A, true);
        assertThat(bench.jobs()).extracting(Job::marks).containsExactly(List.of(), List.of(Mark.INCOMPLETE));
    }

    @Test
    void scanWhoseGatewayIsGoneIsAborted() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        for (int i = 1; i < RouterPolicy.DEFAULT.abandonAfter(); i++) {
            bench.tick();
        }
        bench.alive(A);
        for (int i = 1; i < RouterPolicy.DEFAULT.abandonAfter(); i++) {
            bench.tick();
        }
        assertThat(bench.results()).isEmpty();
        bench.tick();
        assertThat(bench.results()).satisfiesExactly(
                failed -> assertThat(failed).isInstanceOf(FrameFailed.class),
                closed -> assertThat(closed).isEqualTo(new ScanClosed(A, 1, true)));
    }

    /** The frames refused since the last time. */
    private List<FrameFailed> failed() {
        return bench.results().stream()
                .filter(FrameFailed.class::isInstance)
                .map(FrameFailed.class::cast)
                .toList();
    }
}
