package org.larmor.scan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of frames: the recipe, the marks, the refusals. */
class FramePlannerTest {
    private static final int N = 64;
    private static final int COILS = 8;
    private static final FrameKey FRAME = new FrameKey(0, 0, 0, 0, 0, 0);

    private final Map<FrameKey, FrameLines> calibration = new HashMap<>();
    private int coils = COILS;
    private boolean zeroFill;
    private String trajectory = "cartesian";
    private Optional<ScanFacts.Model> model = Optional.empty();

    @Test
    void fullDataAreRssUnderAutoAndWhatIsAskedForOtherwise() {
        model = measured(2, 8);
        assertThat(plan(RecipeRequest.AUTO, 1, all()).recipe()).isEqualTo(Recipe.RSS);
        assertThat(plan(RecipeRequest.SENSE, 1, all()).recipe()).isEqualTo(Recipe.SENSE);
        assertThat(plan(RecipeRequest.SIMPLEFFT, 1, all()).recipe()).isEqualTo(Recipe.SIMPLEFFT);
        assertThat(plan(RecipeRequest.JSSL, 1, all()).recipe()).isEqualTo(Recipe.JSSL);
    }

    @Test
    void autoTakesTheModelWhereItWasMeasuredAndSenseElsewhere() {
        List<Line> fourfold = Lines.where(N, i -> i % 4 == 0 || Math.abs(i - 32) < 4);
        List<Line> twofold = Lines.where(N, i -> i % 2 == 0 || Math.abs(i - 32) < 12);
        model = measured(2.2, 8);
        assertThat(plan(RecipeRequest.AUTO, 4, fourfold).recipe()).isEqualTo(Recipe.JSSL);
        assertThat(plan(RecipeRequest.AUTO, 2, twofold).recipe()).isEqualTo(Recipe.SENSE);
        model = Optional.of(new ScanFacts.Model("v", Optional.empty()));
        assertThat(plan(RecipeRequest.AUTO, 4, fourfold).recipe()).as("nothing measured").isEqualTo(Recipe.SENSE);
        assertThat(plan(RecipeRequest.JSSL, 4, fourfold).recipe()).as("asked for").isEqualTo(Recipe.JSSL);
    }

    @Test
    void autoTakesNoModelWhereTheCentreWasSentForTheMapsAlone() {
        calibration.put(FRAME, Lines.slice(N, 1).plus(FrameLines.NONE, Lines.where(N, i -> Math.abs(i - 32) < 8)));
        model = measured(2, 8);
        List<Line> lattice = Lines.where(N, i -> i % 4 == 0);
        assertThat(plan(RecipeRequest.AUTO, 4, lattice).recipe()).as("the image lacks the centre").isEqualTo(Recipe.SENSE);
        assertThat(plan(RecipeRequest.JSSL, 4, lattice).recipe()).as("asked for").isEqualTo(Recipe.JSSL);
        // of such scans a model may have been measured too
        model = Optional.of(new ScanFacts.Model("v", Optional.of(new ModelRange(2, 8, 1, 1, 32, false))));
        assertThat(plan(RecipeRequest.AUTO, 4, lattice).recipe()).isEqualTo(Recipe.JSSL);
    }

    @Test
    void lostLinesOfFullDataAreUnfoldedAndCounted() {
        FramePlan plan = plan(RecipeRequest.RSS, 1, Lines.where(N, i -> i != 10 && i != 40 && i != 50));
        assertThat(plan.recipe()).isEqualTo(Recipe.SENSE);
        assertThat(plan.marks()).containsExactlyInAnyOrder(Mark.INCOMPLETE, Mark.FALLBACK);
        assertThat(plan.warnings()).singleElement().asString().contains("3 of 64 lines are missing").contains("sense");
        FramePlan sense = plan(RecipeRequest.SENSE, 1, Lines.where(N, i -> i != 10));
        assertThat(sense.marks()).containsExactly(Mark.INCOMPLETE);
    }

    @Test
    void lossesThatCannotBeUnfoldedAreRefused() {
        assertThat(refusal(RecipeRequest.RSS, 1, Lines.where(N, i -> i != 32))).contains("centre of k-space");
        assertThat(refusal(RecipeRequest.SENSE, 1, Lines.where(N, i -> i < 40))).contains("24 of 64").contains("gaps of up to 24");
        coils = 1;
        assertThat(refusal(RecipeRequest.RSS, 1, Lines.where(N, i -> i != 10))).contains("one channel");
        coils = 2;
        assertThat(refusal(RecipeRequest.RSS, 1, Lines.where(N, i -> i != 10 && i != 11))).contains("2 channels");
    }

    @Test
    void nothingToUnfoldWithIsRefusedUnlessTheZeroFilledImageIsAskedFor() {
        List<Line> lattice = Lines.where(N, i -> i % 4 == 0);
        assertThat(refusal(RecipeRequest.SENSE, 4, lattice)).contains("there are 1").contains("zerofill");
        assertThat(refusal(RecipeRequest.AUTO, 4, lattice)).contains("zerofill");
        assertThat(refusal(RecipeRequest.SENSE, 4, Lines.where(N, i -> i % 4 == 0 || i == 33 || i == 34)))
                .contains("there are 3");
        assertThat(plan(RecipeRequest.SENSE, 4, Lines.where(N, i -> i % 4 == 0 || (i > 31 && i < 36))).refusal())
                .as("four lines are enough")
                .isEmpty();
        zeroFill = true;
        FramePlan plan = plan(RecipeRequest.SENSE, 4, lattice);
        assertThat(plan.recipe()).isEqualTo(Recipe.RSS);
        assertThat(plan.marks()).containsExactly(Mark.FALLBACK);
    }

    @Test
    void latticeThatTheCoilsCannotTellApartIsRefusedToSenseAndLeftToAMeasuredModel() {
        List<Line> sixfold = Lines.where(N, i -> i % 6 == 0 || Math.abs(i - 32) < 8);
        assertThat(refusal(RecipeRequest.SENSE, 6, sixfold)).contains("6-fold").contains("8 channels");
        model = measured(2, 8);
        assertThat(plan(RecipeRequest.AUTO, 6, sixfold).recipe()).isEqualTo(Recipe.JSSL);
        coils = 2;
        model = Optional.empty();
        List<Line> threefold = Lines.where(N, i -> i % 3 == 0 || Math.abs(i - 32) < 8);
        assertThat(refusal(RecipeRequest.AUTO, 3, threefold)).contains("2 channels");
    }

    @Test
    void calibrationOfItsOwnEncodingSpaceServesToo() {
        FrameKey reference = new FrameKey(1, 0, 0, 0, 0, 0);
        calibration.put(reference, Lines.slice(32, 1).plus(FrameLines.NONE, Lines.where(32, i -> true)));
        FramePlan plan = plan(RecipeRequest.SENSE, 2, Lines.where(N, i -> i % 2 == 0));
        assertThat(plan.refusal()).isEmpty();
        assertThat(plan.calibration()).contains(reference);
    }

    @Test
    void oneChannelIsZeroFilledAndMarkedButMayGoThroughAModel() {
        coils = 1;
        List<Line> fourfold = Lines.where(N, i -> i % 4 == 0 || Math.abs(i - 32) < 4);
        FramePlan sense = plan(RecipeRequest.SENSE, 4, fourfold);
        assertThat(sense.recipe()).isEqualTo(Recipe.RSS);
        assertThat(sense.marks()).containsExactly(Mark.FALLBACK);
        assertThat(sense.warnings()).singleElement().asString().contains("one channel");
        model = measured(2, 8);
        assertThat(plan(RecipeRequest.AUTO, 4, fourfold).recipe()).isEqualTo(Recipe.JSSL);
    }

    @Test
    void trajectoriesThatCannotBeReconstructedAreRefusedByTheirName() {
        trajectory = "spiral";
        assertThat(refusal(RecipeRequest.RSS, 1, all())).contains("'spiral'");
        trajectory = "epi";
        assertThat(refusal(RecipeRequest.RSS, 1, all())).contains("'epi'").contains("phase correction");
        trajectory = "cartesian";
        List<Line> train = all().stream()
                .map(l -> new Line(l.step1(), 0, 0, 0, l.step1() % 2 == 0 ? 0 : Line.ECHO_TRAIN))
                .toList();
        assertThat(refusal(RecipeRequest.RSS, 1, train)).contains("EPI");
    }

    private static List<Line> all() {
        return Lines.where(N, i -> true);
    }

    private static Optional<ScanFacts.Model> measured(double least, double most) {
        return Optional.of(new ScanFacts.Model("v", Optional.of(new ModelRange(least, most, 4, 1, 32, false))));
    }

    private String refusal(RecipeRequest asked, int acceleration, List<Line> lines) {
        return plan(asked, acceleration, lines).refusal().orElse("not refused");
    }

    private FramePlan plan(RecipeRequest asked, int acceleration, List<Line> lines) {
        Encoding.Limits limits = new Encoding.Limits(
                null, new Limit(0, N - 1, N / 2), new Limit(0, 0, 0), null, null, null, null, null, null, null);
        Encoding.Limits small = new Encoding.Limits(
                null, new Limit(0, 31, 16), new Limit(0, 0, 0), null, null, null, null, null, null, null);
        List<Encoding> encodings = List.of(
                Lines.encoding(trajectory, N, 1, acceleration, 1, limits), Lines.encoding("cartesian", 32, 1, 1, 1, small));
        FrameLines came =
                EncodingRules.of(encodings, FRAME).orElseThrow().plus(FrameLines.NONE, lines);
        return FramePlanner.plan(
                new ScanFacts(encodings, asked, zeroFill, model, false), FRAME, came, coils, others(), FrameEnd.SCAN_CLOSED);
    }

    private OtherFrames others() {
        return new OtherFrames() {
            @Override
            public Optional<Known> frame(FrameKey key) {
                return Optional.empty();
            }

            @Override
            public List<FrameKey> calibrated(FrameKey frame) {
                return List.copyOf(calibration.keySet());
            }

            @Override
            public FrameLines calibration(FrameKey key) {
                return calibration.getOrDefault(key, FrameLines.NONE);
            }
        };
    }
}
