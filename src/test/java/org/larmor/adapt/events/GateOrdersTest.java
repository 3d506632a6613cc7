package org.larmor.adapt.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.larmor.adapt.gate.Criteria;
import org.larmor.adapt.policy.Caps;
import org.larmor.adapt.policy.Domain;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.Promotion;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.GateEnded;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.MeasuredRange;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelAlias.Name;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.SampleOrder;
import org.larmor.bus.record.StoredSample;
import org.larmor.bus.record.Teaching;
import org.larmor.mrd.FrameKey;

import static org.assertj.core.api.Assertions.assertThat;

/** What follows from a challenge: the gate's order, its end, and who may serve then. */
class GateOrdersTest {
    private static final MeasuredRange RANGE = new MeasuredRange(3.5, 4.5, 8, 4, 16);
    private static final StoredSample.Shape FOUR = new StoredSample.Shape(4, 64, 64, 4.1);

    private final List<LedgerEntry> samples = new ArrayList<>();
    private final AdaptState state = new AdaptState();
    private final RunBook book = new RunBook(List.of());
    private final AdaptDecisions decisions = new AdaptDecisions(
            state,
            version -> Optional.of(new ModelVersion(version, "{}", new Extent("u", 0, 1, 2, 3), "sha", "test", 0)),
            scan -> 0,
            new ProxyBook(List.of()));
    private long number;

    @BeforeEach
    void site() {
        happens(new AdaptEvent.Promoted(ModelAlias.GENERAL, "base@1", null, null, "larmor", "first"));
    }

    private void happens(What what) {
        state.apply(new AdaptEvent(number++, "", 1, null, what));
    }

    private void policy(boolean automatic) {
        Policy policy = new Policy(
                true,
                List.of(new Domain("knee", true, List.of("*"), null, null, null, List.of("knees"))),
                new Caps(4, 10, 40, 60, 90, 1000),
                0.25,
                Map.of(),
                null,
                new Promotion(automatic, 0, null), null);
        happens(new AdaptEvent.PolicySet(policy.hash(), policy.json(), "me", ""));
    }

    private What challenge(String version) {
        What what = decisions.decide(new AdaptCommand.Challenge("c", "knee", version, "me", ""));
        happens(what);
        return what;
    }

    private Material material() {
        String champion = state.alias("knee", Name.CHAMPION).orElse("base@1");
        return new Material(champion, "base@1", samples, List.of(
                new ProxySlice("knees", 0, "k", "p0", true, new Extent("x", 0, 0, 1, 1), "c0", FOUR),
                new ProxySlice("knees", 1, "k", "p1", false, new Extent("x", 0, 0, 1, 1), "c1", FOUR)));
    }

    private Optional<GateOrder> due(long now) {
        Optional<RunBook.Outcome> outcome = book.gateDue("knee", state, material(), now);
        outcome.ifPresent(gate -> gate.what().forEach(this::happens));
        return outcome.map(gate -> (GateOrder) gate.record().orElseThrow().order());
    }

    private RunBook.Outcome end(GateOrder gate, Verdict verdict, String failure, long now) {
        int epoch = book.claim(new AdaptCommand.ClaimRun("c", gate.run(), "trainer"), now).record().orElseThrow().epoch();
        RunBook.Outcome outcome = book.judge(
                new AdaptCommand.EndGate(
                        "c", gate.run(), "trainer", epoch, verdict, List.of("because"), verdict == Verdict.REJECTED ? null : RANGE,
                        failure == null ? "{}" : null, failure),
                now);
        outcome.what().forEach(this::happens);
        return outcome;
    }

    private Optional<What> promotion(GateOrder gate, RunBook.Outcome outcome) {
        Optional<What> what = new Promotions(state).of((GateEnded) outcome.what().getFirst(), gate);
        what.ifPresent(this::happens);
        return what;
    }

    private void heldOut(int patients, int each) {
        for (int i = 0; i < patients * each; i++) {
            samples.add(new LedgerEntry(
                    new StoredSample(
                            "scan" + i, new FrameKey(0, 0, 0, 0, 0, 0), new SampleOrder("knee", new Teaching("p", "s" + i % patients, "c", "t"), null),
                            new Extent("x", 0, 0, 1, 1), "content" + i, FOUR, null),
                    true, i, false));
        }
        samples.add(new LedgerEntry(
                new StoredSample(
                        "other", new FrameKey(0, 0, 0, 0, 0, 0), new SampleOrder("knee", new Teaching("p", "t", "c", "t"), null),
                        new Extent("x", 0, 0, 1, 1), "other", FOUR, null),
                false, 1, false));
    }

    @Test
    void gateIsOrderedOnceAndSaysBeforeWhatItIsJudgedBy() throws Exception {
        policy(true);
        heldOut(3, 10);
        assertThat(due(1)).isEmpty();
        challenge("new@1");
        GateOrder gate = due(2).orElseThrow();
        assertThat(gate.champion()).isEqualTo("base@1");
        assertThat(gate.baseline()).isEqualTo("base@1");
        assertThat(gate.proxies()).containsExactly("knees/0");
        // four of each patient, and nothing of the training side
        assertThat(gate.samples()).hasSize(12).noneMatch(id -> id.startsWith("other"));
        Criteria criteria = Criteria.usual(1, List.of("knees"), List.of(4), 1);
        assertThat(gate.criteria()).isEqualTo(criteria.json());
        assertThat(gate.criteriaHash()).isEqualTo(criteria.hash());
        assertThat(due(3)).isEmpty();
        assertThat(state.looks("knee")).isEqualTo(1);
    }

    @Test
    void whatPassesServesByItselfOnlyWhereThePolicyWantsNoPerson() {
        policy(false);
        challenge("new@1");
        GateOrder gate = due(1).orElseThrow();
        assertThat(promotion(gate, end(gate, Verdict.PASSED, null, 2))).isEmpty();
        assertThat(state.alias("knee", Name.CHALLENGER)).contains("new@1");
        What by = decisions.decide(new AdaptCommand.Promote("c", "knee", "new@1", "a physicist", "looked at it"));
        assertThat(by).isEqualTo(new AdaptEvent.Promoted("knee", "new@1", "base@1", RANGE, "a physicist", "looked at it"));

        policy(true);
        challenge("newer@1");
        GateOrder next = due(3).orElseThrow();
        assertThat(promotion(next, end(next, Verdict.PASSED, null, 4)))
                .contains(new AdaptEvent.Promoted("knee", "newer@1", "base@1", RANGE, "larmor", "gate-2 was passed"));
        assertThat(state.alias("knee", Name.CHAMPION)).contains("newer@1");
        assertThat(state.alias("knee", Name.CHALLENGER)).isEmpty();
        assertThat(state.aliases().get("knee/champion").measured()).isEqualTo(RANGE);
    }

    @Test
    void verdictAgainstAChampionThatServesNoMorePromotesNobody() {
        policy(true);
        challenge("new@1");
        GateOrder gate = due(1).orElseThrow();
        happens(new AdaptEvent.Promoted("knee", "byhand@1", "base@1", null, "me", "now"));
        assertThat(promotion(gate, end(gate, Verdict.PASSED, null, 2))).isEmpty();

        challenge("newer@1");
        GateOrder next = due(3).orElseThrow();
        challenge("newest@1");
        assertThat(promotion(next, end(next, Verdict.PASSED, null, 4))).as("another is the challenger now").isEmpty();
        assertThat(due(5).orElseThrow().challenger()).isEqualTo("newest@1");
    }

    @Test
    void whatAPersonHasPromotedMeanwhileMakesWayWhereItIsRejected() {
        policy(true);
        challenge("hasty@1");
        GateOrder gate = due(1).orElseThrow();
        happens(decisions.decide(new AdaptCommand.Promote("c", "knee", "hasty@1", "me", "I cannot wait")));
        assertThat(state.alias("knee", Name.CHAMPION)).contains("hasty@1");
        assertThat(promotion(gate, end(gate, Verdict.REJECTED, null, 2)))
                .contains(new AdaptEvent.RolledBack("knee", "base@1", "hasty@1", "larmor", "gate-1 has rejected it"));
        assertThat(state.alias("knee", Name.CHAMPION)).contains("base@1");
    }

    @Test
    void rejectedOnesNeitherServeNorTryAgain() {
        policy(true);
        challenge("bad@1");
        GateOrder gate = due(1).orElseThrow();
        assertThat(promotion(gate, end(gate, Verdict.REJECTED, null, 2))).isEmpty();
        assertThat(state.alias("knee", Name.CHALLENGER)).isEmpty();
        assertThat(challenge("bad@1")).isInstanceOfSatisfying(
                AdaptEvent.Refused.class, refused -> assertThat(refused.why()).isEqualTo("gate-1 has rejected it: because"));
        assertThat(decisions.decide(new AdaptCommand.Promote("c", "knee", "bad@1", "me", "please")))
                .isInstanceOf(AdaptEvent.Refused.class);
        assertThat(challenge("base@1")).isInstanceOfSatisfying(
                AdaptEvent.Refused.class, refused -> assertThat(refused.why()).contains("serves knee already"));
        assertThat(due(100)).isEmpty();
    }

    @Test
    void failedGateIsTriedAgainLaterAndIsALookEachTime() {
        policy(true);
        challenge("new@1");
        GateOrder gate = due(1000).orElseThrow();
        end(gate, null, "it broke", 2000);
        assertThat(due(3000)).isEmpty();
        GateOrder again = due(2000 + 11 * 60_000).orElseThrow();
        assertThat(again.run()).isEqualTo("gate-2");
        assertThat(state.looks("knee")).isEqualTo(2);
        end(again, null, "it broke", 20 * 60_000);
        end(due(60 * 60_000).orElseThrow(), null, "it broke", 61 * 60_000);
        assertThat(due(Long.MAX_VALUE)).as("three times are enough").isEmpty();
    }

    @Test
    void endThatSaysBothOrNeitherIsNone() {
        challenge("new@1");
        GateOrder gate = due(1).orElseThrow();
        assertThat(end(gate, Verdict.PASSED, "and it broke", 2).what()).singleElement().isInstanceOf(AdaptEvent.Refused.class);
        assertThat(book.judge(new AdaptCommand.EndGate("c", gate.run(), "another", 1, Verdict.PASSED, List.of(), null, "{}", null), 3).what())
                .singleElement()
                .isInstanceOf(AdaptEvent.Refused.class);
        assertThat(book.end(new AdaptCommand.EndRun("c", gate.run(), "trainer", 1, "m@1", null, 1), true, "sha", 4).what())
                .singleElement()
                .isInstanceOf(AdaptEvent.Refused.class);
    }
}
