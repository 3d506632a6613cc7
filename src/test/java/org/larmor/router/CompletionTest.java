package org.larmor.router;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.recon.Recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.lines;
import static org.larmor.router.Scans.repetition;
/** When a frame is complete. */
class CompletionTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void fullySampledFrameIsCompleteWithItsLastLineAndWithoutAnyFlag() {
        bench.open(A, Recipe.RSS, header(8, 1, null, null, null));
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
        assertThat(job.incomplete()).isFalse();
        assertThat(job.warnings()).isEmpty();
        long now = Bench.micros(bench.now);
        assertThat(job.hops().readout()).isEqualTo(now - 2000);
        assertThat(job.hops().stored()).isEqualTo(now - 1000);
        assertThat(job.hops().routed()).isEqualTo(now);
        assertThat(job.hops().taken()).isZero();
    }

    @Test
    void scanIsClosedWithTheNumberOfItsResults() {
        bench.open(A, Recipe.RSS, header(8, 1, null, null, 1));
        bench.chunk(A, repetition(0), lines(0, 8, 1));
        bench.chunk(A, repetition(1), lines(0, 8, 1));
        assertThat(bench.results()).isEmpty();
        bench.end(A, false);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 2, false));
        assertThat(bench.jobs()).hasSize(2);
    }
}
