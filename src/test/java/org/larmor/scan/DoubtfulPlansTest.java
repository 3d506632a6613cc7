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
import static org.assertj.core.api.Assertions.assertThatCode;

/** Scans whose plans are easily wrong. */
class DoubtfulPlansTest {
    private static final FrameKey FRAME = new FrameKey(0, 0, 0, 0, 0, 0);

    private final Map<FrameKey, FrameLines> calibration = new HashMap<>();
    private final Map<FrameKey, FrameLines> frames = new HashMap<>();

    @Test
    void calibrationBlockMayBeWiderThanHalfTheLines() {
        // 24 calibration lines of 44, twofold
        EncodingRules rules = Lines.slice(44, 2);
        FrameLines lines = lines(rules, Lines.where(44, i -> i % 2 == 0 || Math.abs(2 * (i - 22) + 1) < 24));
        assertThat(rules.sampling(lines, true)).isEqualTo(new Sampling.Lattice(2));
        assertThat(rules.flagEnds(lines)).isTrue();
        assertThat(plan(rules, RecipeRequest.SENSE, lines).marks()).isEmpty();
        // 32 of 48, threefold
        EncodingRules third = Lines.slice(48, 3);
        FrameLines more = lines(third, Lines.where(48, i -> i % 3 == 0 || Math.abs(2 * (i - 24) + 1) < 32));
        assertThat(third.sampling(more, true)).isEqualTo(new Sampling.Lattice(3));
    }

    @Test
    void latticeWithoutTheMiddleOfItsCalibrationLinesLacksItsCentre() {
        EncodingRules rules = Lines.slice(64, 4);
        FrameLines lines = lines(rules, Lines.where(64, i -> (i % 4 == 0 || (i >= 20 && i < 44)) && (i < 28 || i > 35)));
        assertThat(plan(rules, RecipeRequest.RSS, lines).refusal()).isPresent();
    }

    @Test
    void volumeOfFewPartitionsIsNoShutterWhereOneIsLost() {
        for (int partitions : new int[] {2, 3, 4, 6, 8}) {
            for (int lost : new int[] {0, partitions - 1}) {
                EncodingRules rules = Lines.volume(64, partitions, 1, 1);
                FrameLines lines = lines(rules, Lines.where(64, partitions, (y, p) -> p != lost));
                assertThat(rules.sampling(lines, true)).as("%d without %d", partitions, lost)
                        .isNotInstanceOf(Sampling.Shutter.class);
                assertThat(rules.flagEnds(lines)).as("%d without %d", partitions, lost).isFalse();
            }
        }
    }

    @Test
    void volumeWithoutItsCentralPartitionsIsRefused() {
        EncodingRules rules = Lines.volume(64, 16, 1, 1);
        FrameLines lines = lines(rules, Lines.where(64, 16, (y, p) -> p < 6 || p > 9));
        assertThat(plan(rules, RecipeRequest.RSS, lines).refusal()).isPresent();
    }

    @Test
    void volumeThatIsCutShortIsNoImage() {
        EncodingRules rules = Lines.volume(64, 16, 1, 1);
        FrameLines lines = lines(rules, Lines.where(64, 16, (y, p) -> p < 10));
        assertThat(plan(rules, RecipeRequest.RSS, lines).refusal()).as("10 of 16 partitions").isPresent();
        FrameLines half = lines(rules, Lines.where(64, 16, (y, p) -> p < 10 || (p == 10 && y < 30)));
        assertThat(plan(rules, RecipeRequest.RSS, half).refusal()).as("amid a partition").isPresent();
    }

    @Test
    void shutterWithoutItsCentreIsRefused() {
        EncodingRules rules = Lines.volume(64, 16, 1, 1);
        for (int axis = 0; axis < 2; axis++) {
            boolean partition = axis == 0;
            FrameLines lines = lines(rules, Lines.where(64, 16, (y, p) -> (partition ? p != 8 : y != 32)
                    && (y - 32) * (y - 32) / 1024.0 + (p - 8) * (p - 8) / 64.0 <= 1));
            assertThat(plan(rules, RecipeRequest.RSS, lines).refusal()).as("axis %d", axis).isPresent();
        }
    }

    @Test
    void flagEndsAnAcceleratedShutter() {
        EncodingRules rules = Lines.volume(64, 16, 2, 1);
        FrameLines lines = lines(rules, Lines.where(64, 16, (y, p) -> (y % 2 == 0 || Math.abs(y - 32) < 8)
                && (y - 32) * (y - 32) / 1024.0 + (p - 8) * (p - 8) / 64.0 <= 1));
        assertThat(rules.flagEnds(lines)).isTrue();
    }

    @Test
    void cornersOfASmallerCutAreNotLost() {
        for (int acceleration = 1; acceleration <= 2; acceleration++) {
            int factor = acceleration;
            EncodingRules rules = Lines.volume(64, 16, factor, 1);
            FrameLines lines = lines(rules, Lines.where(64, 16, (y, p) -> (y % factor == 0 || Math.abs(y - 32) < 8)
                    && (y - 32) * (y - 32) / 1024.0 + (p - 8) * (p - 8) / 64.0 <= 1.3));
            assertThat(plan(rules, RecipeRequest.RSS, lines).refusal()).as("factor %d", factor).isEmpty();
        }
    }

    @Test
    void manyShotsThatInterleaveAreNoRandomMask() {
        EncodingRules rules = Lines.slice(256, 1);
        for (int shots = 1; shots < 32; shots++) {
            int came = shots;
            FrameLines lines = lines(rules, Lines.where(256, i -> i % 32 < came));
            assertThat(rules.flagEnds(lines)).as("%d of 32 shots", shots).isFalse();
        }
    }

    @Test
    void secondShotFromTheCentreOutIsNoCalibrationBlock() {
        // the flag at the first shot's end came too early
        EncodingRules rules = Lines.slice(64, 1);
        FrameLines first = lines(rules, Lines.where(64, i -> i % 2 == 0)).flagged();
        FrameLines amid = rules.plus(first, Lines.where(64, i -> Math.abs(i - 32) < 8));
        assertThat(rules.complete(amid)).isFalse();
    }

    @Test
    void fullVolumeOfManyCellsIsNotUnfolded() {
        EncodingRules rules = Lines.volume(640, 512, 1, 1);
        FrameLines lines = lines(rules, Lines.where(640, 512, (y, p) -> true));
        assertThat(plan(rules, RecipeRequest.AUTO, lines).recipe()).isEqualTo(Recipe.RSS);
    }

    @Test
    void volumeOfManyCellsIsRefusedWhereItIsUndersampledAlongStep2() {
        EncodingRules rules = Lines.volume(640, 512, 2, 2);
        FrameLines lines = lines(rules, Lines.where(640, 512, (y, p) -> (y % 2 == 0 && p % 2 == 0)
                || (Math.abs(y - 320) < 12 && Math.abs(p - 256) < 12)));
        assertThat(plan(rules, RecipeRequest.SENSE, lines).refusal()).isPresent();
    }

    @Test
    void oddLimitsThrowNothing() {
        Encoding.Limits outside = limits(20, 40, 10);
        EncodingRules rules = Lines.rules(64, 1, 1, 1, outside);
        FrameLines lines = lines(rules, Lines.where(64, i -> i >= 20 && i < 40 && i % 2 == 0));
        assertThatCode(() -> plan(rules, RecipeRequest.SENSE, lines)).doesNotThrowAnyException();
        assertThatCode(() -> rules.flagEnds(lines)).doesNotThrowAnyException();
        Encoding.Limits beyond = limits(0, 20, 30);
        EncodingRules other = Lines.rules(64, 1, 1, 1, beyond);
        FrameLines some = lines(other, Lines.where(64, i -> i < 20));
        assertThatCode(() -> plan(other, RecipeRequest.SENSE, some)).doesNotThrowAnyException();
        EncodingRules huge = Lines.volume(50_000, 50_000, 1, 1);
        FrameLines few = lines(huge, Lines.where(64, i -> true));
        assertThatCode(() -> plan(huge, RecipeRequest.SENSE, few)).doesNotThrowAnyException();
    }

    @Test
    void fewCalibrationLinesDoNotKeepOtherFramesLinesAway() {
        EncodingRules rules = Lines.rules(64, 1, 2, 1, series());
        FrameKey second = new FrameKey(0, 0, 0, 0, 1, 0);
        FrameLines even = lines(rules, Lines.where(64, i -> i % 2 == 0));
        frames.put(second, lines(rules, Lines.where(64, i -> i % 2 == 1)));
        calibration.put(FRAME, lines(rules, Lines.where(64, i -> i == 31)));
        FramePlan plan = plan(rules, RecipeRequest.SENSE, even);
        assertThat(plan.refusal()).isEmpty();
    }

    private static Encoding.Limits limits(int minimum, int maximum, int center) {
        return new Encoding.Limits(
                null, new Limit(minimum, maximum, center), new Limit(0, 0, 0), null, null, null, null, null, null, null);
    }

    private static Encoding.Limits series() {
        return new Encoding.Limits(
                null, new Limit(0, 63, 32), new Limit(0, 0, 0), null, null, null, null, new Limit(0, 1, 0), null, null);
    }

    private static FrameLines lines(EncodingRules rules, List<Line> lines) {
        return rules.plus(FrameLines.NONE, lines);
    }

    private FramePlan plan(EncodingRules rules, RecipeRequest asked, FrameLines lines) {
        ScanFacts scan = new ScanFacts(List.of(rules.encoding()), asked, false, Optional.empty(), false);
        return FramePlanner.plan(scan, FRAME, lines, 8, others(), FrameEnd.SCAN_CLOSED);
    }

    private OtherFrames others() {
        return new OtherFrames() {
            @Override
            public Optional<Known> frame(FrameKey key) {
                return Optional.ofNullable(frames.get(key)).map(lines -> new Known(lines, true));
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
