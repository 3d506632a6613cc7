package org.larmor.adapt.gate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.AdaptEvent.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

class JudgeTest {
    private static final Criteria FIRST = Criteria.usual(1, List.of("own"), List.of(4), 7);
    private static final Acquisition FOUR = new Acquisition(4, 16, 8);
    private static final Costs USUAL = new Costs(1.0, 1);
    private static final HiddenFigure.Told SAME = new HiddenFigure.Told(-2, 1);

    /** What a candidate is like, against a champion of 30 dB, an SSIM of 0.9 and an error of e⁻², and a baseline like it. */
    private static final class Candidate {
        private final List<ProxyFigure> proxies = new ArrayList<>();
        private final List<HiddenFigure> hidden = new ArrayList<>();
        private Costs costs = USUAL;

        Candidate onProxies(String set, int units, IntToDoubleFunction psnr, IntToDoubleFunction ssim) {
            for (int i = 0; i < units; i++) {
                ProxyFigure.Quality before = new ProxyFigure.Quality(30, 0.9, 0.01, 1);
                proxies.add(new ProxyFigure(set, set + i, set + "/" + i, FOUR, Map.of(
                        Party.CHALLENGER, new ProxyFigure.Quality(30 + psnr.applyAsDouble(i), 0.9 + ssim.applyAsDouble(i), 0.01, 1),
                        Party.CHAMPION, before,
                        Party.BASELINE, before), null));
            }
            return this;
        }

        Candidate onHidden(int units, IntToDoubleFunction gain) {
            for (int i = 0; i < units; i++) {
                hidden.add(new HiddenFigure("patient" + i, "sample" + i, FOUR, Map.of(
                        Party.CHALLENGER, new HiddenFigure.Told(-2 - gain.applyAsDouble(i), 1), Party.CHAMPION, SAME, Party.BASELINE, SAME)));
            }
            return this;
        }

        Judgement at(Criteria criteria) {
            return Judge.judge(criteria, new Measurements(
                    true, proxies, hidden,
                    costs, 0));
        }
    }

    private static Candidate good() {
        return new Candidate()
                .onProxies("own", 6, i -> 0.01 * i, i -> 0.0005 * i)
                .onHidden(6, i -> 0.1 + 0.01 * i);
    }

    @Test
    void whatIsBetterPasses() {
        Judgement passed = good().at(FIRST);
        assertThat(passed.verdict()).as("%s", passed.reasons()).isEqualTo(Verdict.PASSED);
        assertThat(passed.reasons()).isEmpty();
    }

    @Test
    void laterLooksNeedMoreUnits() {
        assertThat(good().at(Criteria.usual(2, List.of(), List.of(4), 7)))
                .satisfies(judged -> assertThat(judged.verdict()).isEqualTo(Verdict.UNDECIDABLE))
                .satisfies(judged -> assertThat(judged.reasons()).hasSize(2).allMatch(why -> why.contains("look 2 needs 8 units")));
        assertThat(List.of(Looks.fewest(1), Looks.fewest(2), Looks.fewest(10))).containsExactly(6, 8, 12);
        double spent = 0;
        for (int look = 1; look < 100_000; look++) {
            spent += Looks.error(look);
        }
        assertThat(spent).isBetween(0.0499, 0.05);
    }

    @Test
    void twoPatientsDecideNothingButCanFail() {
        assertThat(new Candidate().onProxies("own", 3, i -> 0, i -> 0).onHidden(2, i -> 0.5).at(FIRST).verdict())
                .isEqualTo(Verdict.UNDECIDABLE);
        Judgement fell = new Candidate().onProxies("own", 3, i -> i == 1 ? -0.21 : 1, i -> 0).onHidden(2, i -> 0.5).at(FIRST);
        assertThat(fell.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(fell.reasons()).hasSize(2).allMatch(why -> why.contains("PSNR on own 4×") && why.contains("of 3 units the worst"));
    }

    @Test
    void proxiesOfOtherKindsMayLoseMore() {
        Candidate candidate = good().onProxies("other", 6, i -> -0.3, i -> -0.008);
        assertThat(candidate.at(FIRST).verdict()).isEqualTo(Verdict.PASSED);
        // where the policy does not say which are of the kind, all are
        assertThat(candidate.at(Criteria.usual(1, List.of(), List.of(4), 7)).verdict()).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void oneSliceThatFallsFarIsEnough() {
        Judgement judged = new Candidate()
                .onProxies("own", 40, i -> i == 7 ? -1.1 : 0.2, i -> 0)
                .onHidden(6, i -> 0.1)
                .at(FIRST);
        assertThat(judged.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judged.reasons()).anyMatch(why -> why.startsWith("PSNR of own/7 at own 4×") && why.contains("-1.1000 dB, the worst slice"));
        assertThat(good().onHidden(0, i -> 0).onHidden(1, i -> -0.3).at(FIRST).verdict()).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void whatIsNotBetterOnHiddenKspaceIsRejectedWhereThatCanBeDecided() {
        Judgement judged = new Candidate()
                .onProxies("own", 6, i -> 1, i -> 0)
                .onHidden(8, i -> i % 2 == 0 ? 0.1 : -0.09)
                .at(FIRST);
        assertThat(judged.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judged.reasons()).hasSize(2).allMatch(why -> why.startsWith("hidden k-space against the"));
    }

    @Test
    void baselineHoldsAlsoWhereTheChampionDoesNot() {
        Candidate candidate = good();
        candidate.proxies.replaceAll(figure -> {
            Map<Party, ProxyFigure.Quality> by = new HashMap<>(figure.by());
            by.put(Party.BASELINE, new ProxyFigure.Quality(30.3, 0.9, 0.01, 1));
            return new ProxyFigure(figure.set(), figure.unit(), figure.slice(), FOUR, by, null);
        });
        assertThat(candidate.at(FIRST).reasons()).isNotEmpty().allMatch(why -> why.contains("baseline"));
    }

    @Test
    void slowLargeOrBrokenOnesAreRejected() {
        Candidate slow = good();
        slow.costs = new Costs(1.3, 1);
        assertThat(slow.at(FIRST).reasons()).containsExactly("time for an image: 1.30 times the champion's; at most 1.25 times are allowed");
        Candidate large = good();
        large.costs = new Costs(1.0, 1.3);
        assertThat(large.at(FIRST).reasons()).hasSize(1).first().asString().startsWith("parameters: 1.30 times");
        Candidate broken = good();
        Map<Party, HiddenFigure.Told> by = new HashMap<>(Map.of(Party.CHAMPION, SAME, Party.BASELINE, SAME));
        by.put(Party.CHALLENGER, null);
        broken.hidden.add(new HiddenFigure("p", "s", FOUR, by));
        assertThat(broken.at(FIRST).reasons()).containsExactly("1 of 13 images are not finite");
    }

    @Test
    void withoutProxiesOrHeldOutScansAPersonDecides() {
        assertThat(new Candidate().onHidden(6, i -> 0.1).at(FIRST).reasons())
                .containsOnly("there are no proxies to measure by");
        assertThat(new Candidate().onProxies("own", 6, i -> 0, i -> 0).at(FIRST).reasons())
                .containsOnly("no scan is held out of which anything could be measured");
    }

    @Test
    void setOfTheKindThatIsNotThereLeavesItOpen() {
        assertThat(good().at(Criteria.usual(1, List.of("own", "onw"), List.of(4), 7)).reasons())
                .hasSize(2)
                .containsOnly("the policy names a set onw, of which there is no validation slice");
    }

    @Test
    void criteriaAreOfOneHashAndOfAnotherWhenTheyDiffer() {
        assertThat(FIRST.hash()).isEqualTo(Criteria.usual(1, List.of("own"), List.of(4), 7).hash()).hasSize(64);
        assertThat(FIRST.hash()).isNotEqualTo(Criteria.usual(2, List.of("own"), List.of(4), 7).hash());
    }
}
