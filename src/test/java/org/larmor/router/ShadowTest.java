package org.larmor.router;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Replay;
import org.larmor.bus.record.ShadowJob;
import org.larmor.bus.record.Teaching;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.lines;

/** On which frames of a scan that has ended models are held against each other. */
class ShadowTest {
    private static final ModelDirectory.Shadow HALF = new ModelDirectory.Shadow("knee", "old@1", "new@1", true, 0.5);

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private void undersampled(RecipeRequest asked, int repetitions) {
        bench.open(A, asked, header(64, 2, null, null, repetitions - 1));
        for (int repetition = 0; repetition < repetitions; repetition++) {
            FrameKey frame = new FrameKey(0, 0, 0, 0, repetition, 0);
            bench.chunk(A, frame, lines(0, 64, 2));
            bench.chunk(A, frame, lines(22, 42, 1));
        }
    }

    @Test
    void shareOfTheFramesIsHeldAgainstTheChampionWhenTheScanHasEnded() {
        bench.shadows = List.of(HALF, new ModelDirectory.Shadow("knee", "old@1", "older@1", true, 0.001));
        undersampled(RecipeRequest.SENSE, 6);
        assertThat(bench.shadowJobs()).isEmpty();
        bench.end(A, false);
        List<Job> jobs = bench.jobs();
        List<ShadowJob> shadow = bench.shadowJobs();
        assertThat(shadow).extracting(ShadowJob::shadow).containsExactly("new@1", "older@1");
        assertThat(shadow.getFirst().frames()).extracting(Job::frame).extracting(FrameKey::repetition).containsExactly(0, 2, 4);
        assertThat(shadow.getLast().frames()).as("at least one").hasSize(1);
        // the very frames that were reconstructed
        assertThat(shadow.getFirst().frames()).extracting(Job::chunks).isSubsetOf(jobs.stream().map(Job::chunks).toList());
        assertThat(shadow.getFirst()).extracting(ShadowJob::domain, ShadowJob::champion).containsExactly("knee", "old@1");
    }

    @Test
    void largestScanTakesNoMoreThanSixteen() {
        bench.shadows = List.of(new ModelDirectory.Shadow("knee", "old@1", "new@1", true, 1));
        undersampled(RecipeRequest.AUTO, 40);
        bench.end(A, false);
        assertThat(bench.shadowJobs()).singleElement().satisfies(job -> assertThat(job.frames())
                .extracting(frame -> frame.frame().repetition())
                .hasSize(16)
                .doesNotHaveDuplicates()
                .contains(0, 37));
    }

    @Test
    void whoServesIsWatchedOnlyOnWhatItHasServed() {
        bench.shadows = List.of(new ModelDirectory.Shadow("knee", "old@1", "older@1", false, 1));
        bench.champion = java.util.Optional.of("old@1");
        undersampled(RecipeRequest.SENSE, 2);
        bench.end(A, false);
        assertThat(bench.shadowJobs()).isEmpty();
        bench.open("learned", RecipeRequest.JSSL, header(64, 2, null, null, null));
        bench.chunk("learned", Scans.FRAME, lines(0, 64, 2));
        bench.chunk("learned", Scans.FRAME, lines(22, 42, 1));
        bench.end("learned", false);
        assertThat(bench.shadowJobs()).singleElement().extracting(ShadowJob::scan).isEqualTo("learned");
    }

    @Test
    void patientsHashGoesAlongWhereItIsKnown() {
        bench.shadows = List.of(HALF);
        bench.teaching = new Teaching("p", "somebody", "c", "t");
        bench.mostSamples = 1;
        undersampled(RecipeRequest.SENSE, 2);
        bench.end(A, false);
        assertThat(bench.shadowJobs()).singleElement().extracting(ShadowJob::subject).isEqualTo("somebody");
    }

    @Test
    void storedDataThatAreSentOnceMoreAreNoSecondVoice() {
        bench.shadows = List.of(HALF);
        bench.replayed = new Replay("6a324d8f-b48a-4c31-ba47-578e2d1aab77", null);
        undersampled(RecipeRequest.SENSE, 2);
        bench.end(A, false);
        assertThat(bench.jobs()).isNotEmpty();
        assertThat(bench.shadowJobs()).isEmpty();
    }

    @Test
    void nothingIsComparedOfWhatIsFullOrBrokenOffOrCheap() {
        bench.shadows = List.of(HALF);
        undersampled(RecipeRequest.SENSE, 2);
        bench.end(A, true);
        bench.open("full", RecipeRequest.AUTO, header(64, 1, null, null, null));
        bench.chunk("full", Scans.FRAME, lines(0, 64, 1));
        bench.end("full", false);
        bench.open("cheap", RecipeRequest.RSS, header(64, 2, null, null, null));
        bench.chunk("cheap", Scans.FRAME, lines(0, 64, 2));
        bench.chunk("cheap", Scans.FRAME, lines(22, 42, 1));
        bench.end("cheap", false);
        assertThat(bench.shadowJobs()).isEmpty();
    }
}
