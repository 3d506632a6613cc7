package org.larmor.router;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent;
import org.larmor.bus.record.ResultEvent.FrameFailed;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.lines;

/** Jobs that their share group has dropped, since the worker of the last delivery died. */
class VanishedJobsTest {
    private final Bench bench = new Bench();
    private Job job;

    @BeforeEach
    void aJobIsOut() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, lines(0, 4, 1));
        job = bench.jobs().getFirst();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void jobThatWaitsIsLeftAloneHoweverLong() {
        bench.finished = new Backlog.Finished(Bench.START.toEpochMilli(), Bench.START.toEpochMilli());
        for (int i = 0; i < 100; i++) {
            tickAfter(Duration.ofMinutes(1));
        }
        assertThat(bench.jobs()).isEmpty();
    }

    @Test
    void answeredJobIsLeftAlone() {
        bench.answered(job);
        allIsFinished(20);
        assertThat(bench.jobs()).isEmpty();
    }

    @Test
    void jobThatIsFinishedWithoutAnAnswerIsGivenOutTwiceAndThenAnswered() {
        allIsFinished(20);
        assertThat(bench.jobs())
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("hops.routed")
                .isEqualTo(job);
        allIsFinished(20);
        assertThat(bench.jobs())
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("hops.routed")
                .isEqualTo(job);
        assertThat(bench.results()).isEmpty();
        allIsFinished(20);
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(FrameFailed.class, failed -> {
            assertThat(failed.frame()).isEqualTo(FRAME);
            assertThat(failed.text()).isEqualTo("reconstruction ended 3 times without an answer");
        });
        allIsFinished(60);
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).isEmpty();
        bench.end(A, false);
        assertThat(bench.results()).containsExactly(new ResultEvent.ScanClosed(A, 1, false));
    }

    @Test
    void whatIsFinishedIsBelievedOnlyOnceAnswersHadTheirTime() {
        tickAfter(Duration.ofSeconds(1));
        tickAfter(Duration.ofSeconds(1));
        long measured = bench.now.plusSeconds(30).toEpochMilli();
        bench.finished = new Backlog.Finished(measured, measured); // this partition is behind
        for (int i = 0; i < 34; i++) {
            tickAfter(Duration.ofSeconds(1));
        }
        assertThat(bench.jobs()).isEmpty();
        tickAfter(Duration.ofSeconds(2));
        assertThat(bench.jobs()).hasSize(1);
    }

    @Test
    void vanishedJobIsFoundHoweverOftenTheGroupIsMeasured() {
        for (int i = 0; i < 16; i++) {
            long now = bench.now.toEpochMilli();
            bench.finished = new Backlog.Finished(now, now);
            tickAfter(Duration.ofSeconds(1));
        }
        assertThat(bench.jobs()).hasSize(1);
    }

    /** Time goes by, and at each tick the group is measured to have finished everything. */
    private void allIsFinished(int seconds) {
        for (int i = 0; i < seconds; i++) {
            if (i % 7 == 0) {
                long now = bench.now.toEpochMilli();
                bench.finished = new Backlog.Finished(now, now);
            }
            tickAfter(Duration.ofSeconds(1));
        }
    }

    private void tickAfter(Duration time) {
        bench.pass(time);
        bench.alive(A);
        bench.tick();
    }
}
