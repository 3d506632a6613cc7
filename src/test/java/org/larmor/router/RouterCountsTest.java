package org.larmor.router;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.IndexEvent.ScanEnded;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.B;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.lines;

/** What the router says of itself to those who watch over it. */
class RouterCountsTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void scansCountUntilTheyEndAndFramesUntilTheyAreAnswered() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.open(B, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, lines(0, 4, 1));
        bench.beat();
        assertThat(bench.progress.openScans()).isEqualTo(2);
        assertThat(bench.progress.awaitedFrames()).isEqualTo(1);
        bench.pipe(new ScanEnded(A, 0, false, "", 0));
        bench.answered(bench.jobs().getFirst());
        bench.beat();
        assertThat(bench.progress.openScans()).isEqualTo(1);
        assertThat(bench.progress.awaitedFrames()).isZero();
    }

    @Test
    void everyDeadLetterCounts() {
        bench.chunk(B, FRAME, lines(0, 4, 1)); // of a scan that was never opened
        bench.raw(new byte[] {2, 'n', 'o'}); // no event
        assertThat(bench.deadLetters()).isEqualTo(2);
        assertThat(bench.progress.deadLetters()).isEqualTo(2);
    }

    @Test
    void nothingCountsOfAPartitionThatAnotherRouterHas() {
        Bench left = new Bench();
        left.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        left.chunk(A, FRAME, lines(0, 4, 1));
        left.beat();
        assertThat(left.progress.openScans()).isEqualTo(1);
        left.close();
        assertThat(left.progress.openScans()).isZero();
        assertThat(left.progress.awaitedFrames()).isZero();
    }
}
