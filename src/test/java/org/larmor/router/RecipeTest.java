package org.larmor.router;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Replay;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.bus.record.ResultEvent.ScanRefused;
import org.larmor.bus.record.ResultEvent.ScanText;
import org.larmor.scan.ModelRange;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.B;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.lines;
import static org.larmor.router.Scans.slice;

/** What frames are reconstructed with, and what becomes of scans while the workers are behind. */
class RecipeTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void autoOfAnAcceleratedScanIsTheChampionOfTheDomain() {
        bench.champion = Optional.of("v7");
        accelerated();
        assertThat(bench.learnedJobs()).singleElement().satisfies(job -> {
            assertThat(job.recipe()).isEqualTo(Recipe.JSSL);
            assertThat(job.model()).isEqualTo("v7");
        });
        assertThat(bench.jobs()).isEmpty();
    }

    @Test
    void autoOfAFullySampledScanIsRss() {
        bench.champion = Optional.of("v7");
        scan(A, RecipeRequest.AUTO);
        assertThat(bench.jobs()).extracting(Job::recipe).containsExactly(Recipe.RSS);
    }

    @Test
    void autoIsSenseWhereNoModelCoversTheDomain() {
        accelerated();
        assertThat(bench.jobs()).extracting(Job::recipe).containsExactly(Recipe.SENSE);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 1, false));
    }

    @Test
    void autoIsSenseWhereTheModelWasNotMeasuredForTheLike() {
        bench.champion = Optional.of("v7");
        bench.range = Optional.of(new ModelRange(3, 8, 4, 1, 32, false));
        accelerated();
        assertThat(bench.jobs()).extracting(Job::recipe).containsExactly(Recipe.SENSE);
        assertThat(bench.learnedJobs()).isEmpty();
    }

    /** Twofold with eight calibration lines, under auto. */
    private void accelerated() {
        bench.open(A, RecipeRequest.AUTO, header(64, 2, null, null, null));
        bench.chunk(A, FRAME, lines(0, 64, 2));
        bench.chunk(A, FRAME, lines(28, 36, 1));
        bench.end(A, false);
    }

    @Test
    void jsslWithoutAModelIsSenseWithAWarning() {
        scan(A, RecipeRequest.JSSL);
        assertThat(bench.jobs()).extracting(Job::recipe).containsExactly(Recipe.SENSE);
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(ScanText.class, text ->
                assertThat(text.text()).startsWith("WRN no model covers this protocol"));
    }

    @Test
    void modelIsPinnedForTheWholeScan() {
        bench.champion = Optional.of("v7");
        scan(A, RecipeRequest.JSSL);
        bench.champion = Optional.of("v8");
        bench.chunk(A, slice(1), lines(0, 4, 1));
        assertThat(bench.learnedJobs()).extracting(Job::model).containsExactly("v7", "v7");
        scan(B, RecipeRequest.JSSL);
        assertThat(bench.learnedJobs()).extracting(Job::model).containsExactly("v8");
    }

    @ParameterizedTest
    @EnumSource(value = RecipeRequest.class, names = {"RSS", "SIMPLEFFT", "SENSE"})
    void classicalRecipesAreForTheClassicPool(RecipeRequest recipe) {
        bench.champion = Optional.of("v7");
        scan(A, recipe);
        assertThat(bench.jobs()).extracting(Job::recipe).containsExactly(Recipe.valueOf(recipe.name()));
        assertThat(bench.learnedJobs()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = RecipeRequest.class, names = {"JSSL", "SENSE"})
    void costlyRecipesBecomeRssWhileTheBacklogIsNearAndStayThat(RecipeRequest recipe) {
        bench.champion = Optional.of("v7");
        scan(A, recipe);
        assertThat(bench.jobs().size() + bench.learnedJobs().size()).isEqualTo(1);
        bench.level = Backlog.Level.NEAR;
        bench.chunk(A, slice(1), lines(0, 4, 1));
        bench.chunk(A, slice(2), lines(0, 4, 1));
        bench.level = Backlog.Level.NORMAL;
        bench.chunk(A, slice(3), lines(0, 4, 1));
        assertThat(bench.jobs()).hasSize(3).allSatisfy(job -> {
            assertThat(job.recipe()).isEqualTo(Recipe.RSS);
            assertThat(job.model()).isNull();
        });
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(ScanText.class, text ->
                assertThat(text.text()).startsWith("WRN ").contains("rss instead of"));
    }

    @Test
    void cheapRecipesStayWhatTheyAreWhileTheBacklogIsNear() {
        bench.level = Backlog.Level.NEAR;
        scan(A, RecipeRequest.SIMPLEFFT);
        assertThat(bench.jobs()).extracting(Job::recipe).containsExactly(Recipe.SIMPLEFFT);
        assertThat(bench.results()).isEmpty();
    }

    @Test
    void newScanIsRefusedWhileTheBacklogIsFullAndAcceptedOnesLoseNothing() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.level = Backlog.Level.FULL;
        scan(B, RecipeRequest.RSS);
        bench.end(B, true);
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(ScanRefused.class, refused -> {
            assertThat(refused.scan()).isEqualTo(B);
            assertThat(refused.text()).contains("scan refused");
        });
        bench.chunk(A, FRAME, lines(0, 4, 1));
        bench.end(A, false);
        assertThat(bench.jobs()).extracting(Job::scan).containsExactly(A);
        assertThat(bench.results()).containsExactly(new ScanClosed(A, 1, false));
        assertThat(bench.deadLetters()).isZero();
    }

    @Test
    void refusedScanStaysRefusedAndIsForgotten() {
        bench.level = Backlog.Level.FULL;
        scan(A, RecipeRequest.RSS);
        bench.level = Backlog.Level.NORMAL;
        bench.chunk(A, slice(1), lines(0, 4, 1));
        for (int i = 0; i < RouterPolicy.DEFAULT.abandonAfter(); i++) {
            bench.tick();
        }
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).hasOnlyElementsOfType(ScanRefused.class).hasSize(1);
        bench.pass(RouterPolicy.DEFAULT.keepClosed().plusSeconds(1));
        bench.beat();
        assertThat(bench.entries()).isZero();
    }

    private void scan(String scan, RecipeRequest recipe) {
        bench.open(scan, recipe, header(4, 1, null, null, null));
        bench.chunk(scan, FRAME, lines(0, 4, 1));
    }

    @Test
    void replayMayNameAModelInTheChampionsPlace() {
        bench.champion = Optional.of("old@1");
        bench.replayed = new Replay("6a324d8f-b48a-4c31-ba47-578e2d1aab77", "other@1");
        bench.open(A, RecipeRequest.JSSL, header(64, 2, null, null, null));
        bench.chunk(A, FRAME, lines(0, 64, 2));
        bench.chunk(A, FRAME, lines(22, 42, 1));
        bench.end(A, false);
        assertThat(bench.learnedJobs()).singleElement().extracting(Job::model).isEqualTo("other@1");
    }

    @Test
    void modelThatIsNotToBeHadIsRefusedAndSoIsOneForARecipeWithoutModels() {
        bench.replayed = new Replay("6a324d8f-b48a-4c31-ba47-578e2d1aab77", "rejected@1");
        bench.open(A, RecipeRequest.AUTO, header(64, 2, null, null, null));
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(ScanRefused.class, refused ->
                assertThat(refused.text()).isEqualTo("rejected@1 serves nobody"));
        bench.replayed = new Replay("6a324d8f-b48a-4c31-ba47-578e2d1aab77", "other@1");
        bench.open("plain", RecipeRequest.RSS, header(64, 2, null, null, null));
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(ScanRefused.class, refused ->
                assertThat(refused.text()).isEqualTo("rss takes no model: other@1 was asked for"));
    }
}
