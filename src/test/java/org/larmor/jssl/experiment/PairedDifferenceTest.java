package org.larmor.jssl.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.larmor.jssl.eval.Mean;
import org.larmor.jssl.eval.Score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PairedDifferenceTest {
    private static CellResult result(Contender contender, Long seed, double... psnr) {
        List<Score> scores = new ArrayList<>();
        for (int i = 0; i < psnr.length; i++) {
            scores.add(new Score(contender.label(), "4x", "s" + i, psnr[i] / 100, psnr[i], 1 / psnr[i], 0));
        }
        return new CellResult(contender.label() + seed, contender.label(), "4x", seed, "", 0, 0, scores);
    }

    private static PairedDifference psnr(Contender other, CellResult... results) {
        return PairedDifference.of(
                        "4x", Contender.JSSL, other, PairedDifference.Figure.PSNR, List.of(results))
                .orElseThrow();
    }

    @Test
    void slicesAndSeedsArePaired() {
        PairedDifference d = psnr(
                Contender.SSL,
                result(Contender.JSSL, 1L, 30, 40),
                result(Contender.JSSL, 2L, 31, 41),
                result(Contender.SSL, 2L, 33, 40),
                result(Contender.SSL, 1L, 29, 38));
        assertThat(d.pairs()).isEqualTo(4);
        assertThat(d.above()).isEqualTo(3);
        assertThat(d.mean()).isCloseTo((1 + 2 - 2 + 1) / 4.0, within(1e-12));
        assertThat(d.low()).isBetween(-2.0, 0.0);
        assertThat(d.high()).isBetween(1.0, 2.0);
    }

    @Test
    void whatHasNoSeedIsPairedWithEach() {
        PairedDifference d = psnr(
                Contender.BART_L1,
                result(Contender.JSSL, 1L, 30, 40),
                result(Contender.JSSL, 2L, 32, 42),
                result(Contender.BART_L1, null, 30, 41));
        assertThat(d.pairs()).isEqualTo(4);
        assertThat(d.mean()).isCloseTo((0 - 1 + 2 + 1) / 4.0, within(1e-12));
    }

    @Test
    void equalDifferencesLeaveNoDoubt() {
        PairedDifference d =
                psnr(Contender.SSL, result(Contender.JSSL, 1L, 30, 40, 50), result(Contender.SSL, 1L, 29, 39, 49));
        assertThat(d.low()).isCloseTo(1, within(1e-9));
        assertThat(d.high()).isCloseTo(1, within(1e-9));
    }

    /** Of one seed, the interval of a mean of n values of unit variance is about ±1.96/√n. */
    @Test
    void theIntervalIsAsWideAsTheoryHasIt() {
        SplittableRandom random = new SplittableRandom(7);
        double[] a = new double[400];
        double[] zeros = new double[400];
        for (int i = 0; i < a.length; i++) {
            a[i] = 50 + random.nextGaussian();
            zeros[i] = 50;
        }
        PairedDifference d = psnr(Contender.SSL, result(Contender.JSSL, 1L, a), result(Contender.SSL, 1L, zeros));
        assertThat(d.high() - d.low()).isCloseTo(2 * 1.96 / 20, within(0.02));
        assertThat(psnr(Contender.SSL, result(Contender.JSSL, 1L, a), result(Contender.SSL, 1L, zeros)))
                .as("the same draws every time")
                .isEqualTo(d);
    }

    @Test
    void withoutAPairThereIsNothingToSay() {
        assertThat(PairedDifference.of(
                        "8x",
                        Contender.JSSL,
                        Contender.SSL,
                        PairedDifference.Figure.SSIM,
                        List.of(result(Contender.JSSL, 1L, 30), result(Contender.SSL, 1L, 29))))
                .isEmpty();
    }

    @Test
    void meansHaveTheirSampleDeviation() {
        List<Mean> means = Mean.of(result(Contender.JSSL, 1L, 30, 34).scores());
        assertThat(means).singleElement().satisfies(mean -> {
            assertThat(mean.scores()).isEqualTo(2);
            assertThat(mean.psnr().mean()).isEqualTo(32);
            assertThat(mean.psnr().sd()).isCloseTo(Math.sqrt(8), within(1e-12));
        });
    }
}
