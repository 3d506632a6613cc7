package org.larmor.adapt.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.AdaptEvent.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** How often the gate is wrong, by simulation: models whose true quality is known, measured on patients who differ. */
class GateErrorTest {
    private static final int RUNS = 1000;
    private static final Acquisition FOUR = new Acquisition(4, 16, 8);
    private static final Costs COSTS = new Costs(1.0, 1);
    private static final HiddenFigure.Told SAME = new HiddenFigure.Told(-2, 1);

    private final SplittableRandom random = new SplittableRandom(20261128);

    /** The 95 % upper limit of a rate of which so many were seen (Clopper and Pearson). */
    private static double upper(int seen, int of) {
        return BetaDistribution.of(seen + 1, of - seen).inverseCumulativeProbability(0.95);
    }

    private static Criteria criteria(int look, long seed) {
        Criteria usual = Criteria.usual(look, List.of(), List.of(4), seed);
        return new Criteria(
                look, usual.error(), List.of(), usual.ofKind(), usual.ofOthers(), usual.hiddenFloor(), usual.slowest(),
                usual.largest(), List.of(4), 400, seed);
    }

    /** A model's true PSNR below the baseline's, and what each proxy's patient adds to it. */
    private record Model(double below, double[] patients) {}

    private Model model(double below, int patients, double spread) {
        double[] own = new double[patients];
        for (int i = 0; i < patients; i++) {
            own[i] = random.nextGaussian(0, spread);
        }
        return new Model(below, own);
    }

    private static Verdict verdict(
            Criteria criteria, Model challenger, Model champion, Model baseline, int heldOut, IntToDoubleFunction gain) {
        List<ProxyFigure> proxies = new ArrayList<>();
        for (int i = 0; i < challenger.patients().length; i++) {
            proxies.add(new ProxyFigure("set", "p" + i, "set/" + i, FOUR, Map.of(
                    Party.CHALLENGER, quality(challenger, i),
                    Party.CHAMPION, quality(champion, i),
                    Party.BASELINE, quality(baseline, i)), null));
        }
        List<HiddenFigure> hidden = new ArrayList<>();
        for (int i = 0; i < heldOut; i++) {
            hidden.add(new HiddenFigure("h" + i, "s" + i, FOUR, Map.of(
                    Party.CHALLENGER, new HiddenFigure.Told(-2 - gain.applyAsDouble(i), 1),
                    Party.CHAMPION, SAME, Party.BASELINE, SAME)));
        }
        return Judge.judge(criteria, new Measurements(true, proxies, hidden, COSTS, 0))
                .verdict();
    }

    private static ProxyFigure.Quality quality(Model model, int patient) {
        return new ProxyFigure.Quality(30 - model.below() + model.patients()[patient], 0.9, 0.01, 1);
    }

    @Test
    void withoutATrueDifferenceHardlyAnythingIsPromoted() {
        int promoted = 0;
        for (int run = 0; run < RUNS; run++) {
            // ten looks at a set of scans that grows; nothing but what is hidden decides
            Model same = new Model(0, new double[8]);
            boolean any = false;
            for (int look = 1; look <= 10 && !any; look++) {
                double[] gains = random.doubles(Looks.fewest(look) + 2, -1, 1).map(g -> 0.2 * g).toArray();
                any = verdict(criteria(look, run), same, same, same, gains.length, i -> gains[i]) == Verdict.PASSED;
            }
            promoted += any ? 1 : 0;
        }
        System.out.println("gate: promoted without a true difference in " + promoted + " of " + RUNS + " sites of ten looks, upper limit " + upper(promoted, RUNS));
        assertThat(promoted).isPositive();
        assertThat(upper(promoted, RUNS)).isLessThanOrEqualTo(Looks.ALL);
    }

    @Test
    void smallLossesDoNotAddUp() {
        int fallen = 0;
        int moved = 0;
        for (int walk = 0; walk < RUNS; walk++) {
            Model baseline = model(0, 8, 0.1);
            Model champion = baseline;
            for (int look = 1; look <= 20; look++) {
                Model candidate = model(champion.below() + 0.1, 8, 0.1);
                double[] gains = random.doubles(Looks.fewest(look) + 2, 0.05, 0.2).toArray();
                if (verdict(criteria(look, walk), candidate, champion, baseline, gains.length, i -> gains[i]) == Verdict.PASSED) {
                    champion = candidate;
                }
            }
            moved += champion.below() > 0 ? 1 : 0;
            fallen += champion.below() > 0.2 + 1e-9 ? 1 : 0;
        }
        System.out.println("gate: of " + RUNS + " walks of twenty candidates " + moved + " moved, " + fallen + " fell more than the margin");
        assertThat(moved).as("a gate that lets nothing through shows nothing").isGreaterThan(RUNS / 10);
        assertThat(upper(fallen, RUNS)).isLessThanOrEqualTo(0.05);
    }
}
