package org.larmor.router;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.QualityLimit;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.lines;

/** Which learned images are checked before they are sent, and by what. */
class CheckTest {
    private static final QualityLimit ONE_AND_A_HALF = new QualityLimit(2, -3, 8, -1.0, 7, 0.875);
    private static final QualityLimit SIX = new QualityLimit(6, -2, 8, null, 0, 0);

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    /** Of 64 lines each second one and the central 20: 42, so 1.5-fold. */
    private List<Job> scan(String scan, int repetitions) {
        bench.champion = Optional.of("knee@1");
        bench.open(scan, RecipeRequest.JSSL, header(64, 2, null, null, repetitions - 1));
        for (int repetition = 0; repetition < repetitions; repetition++) {
            FrameKey frame = new FrameKey(0, 0, 0, 0, repetition, 0);
            bench.chunk(scan, frame, lines(0, 64, 2));
            bench.chunk(scan, frame, lines(22, 42, 1));
        }
        bench.end(scan, false);
        return bench.learnedJobs();
    }

    @Test
    void limitsOfTheFramesOwnAccelerationGoWithTheJob() {
        bench.checks = new ModelDirectory.Checks(1, List.of(SIX, ONE_AND_A_HALF));
        assertThat(scan(A, 3)).hasSize(3).allSatisfy(job -> assertThat(job.quality()).isEqualTo(ONE_AND_A_HALF));
    }

    @Test
    void onlyTheShareIsCheckedAndNothingWhereTheModelWasNotCalibratedForTheLikeOfIt() {
        bench.checks = new ModelDirectory.Checks(0.25, List.of(ONE_AND_A_HALF));
        assertThat(scan(A, 200)).hasSize(200);
        bench.checks = new ModelDirectory.Checks(0.25, List.of(ONE_AND_A_HALF));
        List<Job> jobs = scan("another", 200);
        assertThat(jobs.stream().filter(job -> job.quality() != null).count()).isBetween(25L, 80L);
        bench.checks = new ModelDirectory.Checks(1, List.of(SIX));
        assertThat(scan("third", 2)).allMatch(job -> job.quality() == null);
        bench.checks = new ModelDirectory.Checks(0, List.of(ONE_AND_A_HALF));
        assertThat(scan("fourth", 2)).allMatch(job -> job.quality() == null);
    }

    @Test
    void classicalImagesAreNotChecked() {
        bench.checks = new ModelDirectory.Checks(1, List.of(ONE_AND_A_HALF));
        bench.champion = Optional.of("knee@1");
        bench.open(A, RecipeRequest.SENSE, header(64, 2, null, null, null));
        bench.chunk(A, Scans.FRAME, lines(0, 64, 2));
        bench.chunk(A, Scans.FRAME, lines(22, 42, 1));
        bench.end(A, false);
        assertThat(bench.jobs()).singleElement().satisfies(job -> assertThat(job.quality()).isNull());
    }
}
