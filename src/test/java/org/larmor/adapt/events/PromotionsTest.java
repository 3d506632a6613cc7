package org.larmor.adapt.events;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.larmor.adapt.policy.Caps;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.Promotion;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.MeasuredRange;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelAlias.Name;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.ScanComparison;
import org.larmor.bus.record.ScanComparison.Told;
import org.larmor.bus.record.ShadowJob;

import static org.assertj.core.api.Assertions.assertThat;

/** Trials before a challenger serves, and the watch over it when it does. */
class PromotionsTest {
    private static final MeasuredRange RANGE = new MeasuredRange(3.5, 4.5, 8, 4, 16);
    private static final String OLD = "old@1";
    private static final String NEW = "new@1";

    private final AdaptState state = new AdaptState();
    private final Promotions promotions = new Promotions(state);
    private final AdaptDecisions decisions = new AdaptDecisions(
            state,
            version -> Optional.of(new ModelVersion(version, "{}", new Extent("u", 0, 1, 2, 3), "sha", "test", 0)),
            scan -> 0,
            new ProxyBook(List.of()));
    private final JsonSerde<AdaptEvent> serde = new JsonSerde<>(AdaptEvent.class);
    private int number;
    private int scans;

    @BeforeEach
    void site() {
        happens(new AdaptEvent.Promoted(ModelAlias.GENERAL, OLD, null, null, "larmor", "first"));
        policy(true, 3);
    }

    private void policy(boolean automatic, int trial) {
        Policy policy = new Policy(
                false, List.of(), new Caps(4, 10, 40, 60, 90, 1000), 0.25, Map.of(), null, new Promotion(automatic, trial, null), null);
        happens(new AdaptEvent.PolicySet(policy.hash(), policy.json(), "me", ""));
    }

    /** As it is read back from the log. */
    private void happens(What what) {
        AdaptEvent event = new AdaptEvent(number++, "", 1, null, what);
        AdaptEvent read = serde.read(serde.write(event));
        assertThat(read).isEqualTo(event);
        state.apply(read);
    }

    private void gate(String challenger, Verdict verdict) {
        happens(new AdaptEvent.Challenged("knee", challenger, "me", ""));
        String run = "gate-" + number;
        happens(new AdaptEvent.RunOrdered(
                new GateOrder(run, "knee", challenger, state.serving("knee"), OLD, "p", "{}", "c", List.of(), List.of(), 1), "larmor", ""));
        happens(new AdaptEvent.GateEnded(run, "knee", challenger, verdict, List.of(), "hash", RANGE, null));
    }

    private List<What> compared(Told champion, Told shadow, String failure) {
        return compared(new ScanComparison(
                "scan" + scans++, null, "data" + scans, "knee", state.serving("knee"),
                state.alias("knee", Name.SHADOW).or(() -> state.alias("knee", Name.PREVIOUS)).orElse("none"), 1, champion, shadow, failure));
    }

    private List<What> compared(ScanComparison comparison) {
        promotions.of(comparison).forEach(this::happens);
        List<What> after = promotions.after(comparison.domain(), 2);
        after.forEach(this::happens);
        return after;
    }

    private static Told told(double logError, double seconds) {
        return new Told(logError, seconds, 1 << 20);
    }

    @Test
    void challengerServesAfterItsGateAndItsTrial() {
        gate(NEW, Verdict.PASSED);
        assertThat(state.aliases().get("knee/shadow").version()).isEqualTo(NEW);
        assertThat(compared(told(-3, 1), told(-3.1, 1), null)).isEmpty();
        assertThat(compared(told(-3, 1), told(-3.1, 1), null)).isEmpty();
        List<What> third = compared(told(-3, 1), told(-3.1, 1), null);
        assertThat(third.getFirst()).isInstanceOfSatisfying(AdaptEvent.TrialEnded.class, trial -> {
            assertThat(trial.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(trial.reasons()).isEmpty();
            assertThat(trial.scans()).isEqualTo(3);
            assertThat(trial.better()).isCloseTo(0.434, org.assertj.core.data.Offset.offset(0.001));
        });
        assertThat(third.getLast()).isInstanceOfSatisfying(AdaptEvent.Promoted.class, promoted -> {
            assertThat(promoted.version()).isEqualTo(NEW);
            assertThat(promoted.before()).isEqualTo(OLD);
            assertThat(promoted.measured()).isEqualTo(RANGE);
            assertThat(promoted.reason()).contains("was passed, and a trial of 3 scans");
        });
        assertThat(state.alias("knee", Name.SHADOW)).isEmpty();
        assertThat(state.alias("knee", Name.PREVIOUS)).contains(OLD);
    }

    @Test
    void trialComesBeforeAPersonTooButNothingServesByItselfThen() {
        policy(false, 2);
        gate(NEW, Verdict.UNDECIDABLE);
        compared(told(-3, 1), told(-3, 1), null);
        assertThat(compared(told(-3, 1), told(-3, 1), null)).singleElement().isInstanceOf(AdaptEvent.TrialEnded.class);
        assertThat(state.alias("knee", Name.CHALLENGER)).contains(NEW);
        assertThat(promotions.after("knee", 2)).isEmpty();

        policy(true, 2);
        gate("undecided@1", Verdict.UNDECIDABLE);
        compared(told(-3, 1), told(-3, 1), null);
        assertThat(compared(told(-3, 1), told(-3, 1), null)).as("only what has passed").hasSize(1);
    }

    @Test
    void whatFailsItsTrialServesNever() {
        gate(NEW, Verdict.PASSED);
        List<What> after = compared(told(-3, 1), null, NEW + ": its numbers are not finite");
        assertThat(after).singleElement().isInstanceOfSatisfying(
                AdaptEvent.TrialEnded.class, trial -> {
                    assertThat(trial.verdict()).isEqualTo(Verdict.REJECTED);
                    assertThat(trial.reasons()).containsExactly(NEW + ": its numbers are not finite");
                });
        assertThat(state.alias("knee", Name.CHALLENGER)).isEmpty();
        assertThat(state.alias("knee", Name.SHADOW)).isEmpty();
        assertThat(decisions.decide(new AdaptCommand.Promote("c", "knee", NEW, "me", "please")))
                .isInstanceOfSatisfying(AdaptEvent.Refused.class, refused -> assertThat(refused.why())
                        .isEqualTo("its trial has failed: " + NEW + ": its numbers are not finite"));
    }

    @Test
    void whatIsNotTheChallengersFaultIsNoFailure() {
        gate(NEW, Verdict.PASSED);
        // a comparison that was given up: whoever ended the process is not known
        assertThat(compared(ScanComparison.failed(
                        new ShadowJob("scan", null, "knee", OLD, NEW, List.of()), "reconstruction failed 4 times")))
                .isEmpty();
        // both networks fail on the frame
        assertThat(compared(null, null, "too small")).isEmpty();
        assertThat(state.shadows().trial("knee").orElseThrow().scans()).isZero();
        // the champion alone fails
        assertThat(compared(null, told(-3, 1), OLD + ": its numbers are not finite")).isEmpty();
        assertThat(state.shadows().trial("knee").orElseThrow().failure()).isEmpty();
    }

    @Test
    void whatIsNoBetterButNotForSureWorseIsForAPerson() {
        gate(NEW, Verdict.PASSED);
        List<What> after = List.of();
        for (int i = 0; i < 3; i++) {
            after = compared(told(-3, 1), told(-2.9, 1), null);
        }
        assertThat(after).singleElement().isInstanceOfSatisfying(AdaptEvent.TrialEnded.class, trial -> {
            assertThat(trial.verdict()).isEqualTo(Verdict.UNDECIDABLE);
            assertThat(trial.reasons()).containsExactly("its error on what was hidden was not the smaller");
        });
        assertThat(state.alias("knee", Name.CHALLENGER)).contains(NEW);
        assertThat(decisions.decide(new AdaptCommand.Promote("c", "knee", NEW, "me", "the figures are fine")))
                .isInstanceOf(AdaptEvent.Promoted.class);
    }

    @Test
    void trialThatNobodyScansForEndsAfterTwoWeeks() {
        gate(NEW, Verdict.PASSED);
        long day = 24L * 3600 * 1_000_000;
        assertThat(promotions.after("knee", 13 * day)).isEmpty();
        assertThat(promotions.after("knee", 15 * day)).singleElement().isInstanceOfSatisfying(
                AdaptEvent.TrialEnded.class, trial -> assertThat(trial.reasons()).containsExactly("too few scans came within 14 days"));
    }

    @Test
    void patientAndDataCountOnceHoweverOftenTheyAreSent() {
        gate(NEW, Verdict.PASSED);
        for (int i = 0; i < 5; i++) {
            compared(new ScanComparison("s" + i, "somebody", "d" + i, "knee", OLD, NEW, 1, told(-3, 1), told(-3.2, 1), null));
            compared(new ScanComparison("t" + i, "p" + i, "replayed", "knee", OLD, NEW, 1, told(-3, 1), told(-3.2, 1), null));
        }
        assertThat(state.shadows().trial("knee").orElseThrow().scans()).isEqualTo(2);
    }

    @Test
    void changeOfTheChampionHasTheChallengerJudgedAnew() {
        gate(NEW, Verdict.PASSED);
        assertThat(state.awaited("knee")).isEmpty();
        // the domain has no champion of its own: the one of all serves it
        happens(new AdaptEvent.Promoted(ModelAlias.GENERAL, "general@2", OLD, null, "me", "better"));
        assertThat(state.shadows().trial("knee")).isEmpty();
        assertThat(state.aliases()).doesNotContainKey("knee/shadow");
        assertThat(state.awaited("knee")).contains(NEW);
    }

    @Test
    void whatIsSlowOrWorseInItsTrialServesNever() {
        policy(true, 8);
        gate("slow@1", Verdict.PASSED);
        List<What> after = List.of();
        for (int i = 0; i < 8; i++) {
            after = compared(told(-3, 1), told(-3.2, 1.4), null);
        }
        assertThat(after).singleElement().isInstanceOfSatisfying(
                AdaptEvent.TrialEnded.class,
                trial -> assertThat(trial.reasons()).containsExactly("it takes 1.40 times the champion's time, at most 1.25 are allowed"));

        policy(true, 40);
        gate("worse@1", Verdict.PASSED);
        after = List.of();
        int needed = 0;
        while (after.isEmpty()) {
            after = compared(told(-3, 1), told(-2.8, 1), null);
            needed++;
        }
        assertThat(needed).isLessThan(20);
        assertThat(after).singleElement().isInstanceOfSatisfying(
                AdaptEvent.TrialEnded.class, trial -> assertThat(trial.reasons()).containsExactly("its error on what was hidden is the larger"));
    }

    @Test
    void championThatRegressesIsTakenBackByItselfAndForGood() {
        gate(NEW, Verdict.PASSED);
        for (int i = 0; i < 3; i++) {
            compared(told(-3, 1), told(-3.1, 1), null);
        }
        assertThat(state.serving("knee")).isEqualTo(NEW);
        for (int i = 0; i < 10; i++) {
            assertThat(compared(told(-3.1, 1), told(-3, 1), null)).as("it is the better").isEmpty();
        }
        List<What> after = List.of();
        int needed = 0;
        while (after.isEmpty()) {
            after = compared(told(-2.8, 1), told(-3, 1), null);
            needed++;
        }
        assertThat(needed).isLessThan(30);
        assertThat(after.getFirst()).isInstanceOfSatisfying(AdaptEvent.Alarmed.class, alarm -> {
            assertThat(alarm.version()).isEqualTo(NEW);
            assertThat(alarm.scans()).isEqualTo(scans - 3);
            assertThat(alarm.atLeast()).isGreaterThan(-0.03);
        });
        assertThat(after.getLast()).isEqualTo(new AdaptEvent.RolledBack(
                "knee", OLD, NEW, "larmor", "the watch has found it worse than the one before"));
        assertThat(state.serving("knee")).isEqualTo(OLD);
        assertThat(state.alias("knee", Name.PREVIOUS)).isEmpty();
        assertThat(decisions.decide(new AdaptCommand.Promote("c", "knee", NEW, "me", "please"))).isInstanceOf(AdaptEvent.Refused.class);
        assertThat(decisions.decide(new AdaptCommand.Challenge("c", "knee", NEW, "me", ""))).isInstanceOf(AdaptEvent.Refused.class);
    }

    @Test
    void scanCountsOnceAndOnlyForWhatItWasComparedWith() {
        gate(NEW, Verdict.PASSED);
        ScanComparison one = new ScanComparison("same", null, "d", "knee", OLD, NEW, 1, told(-3, 1), told(-3, 1), null);
        for (int i = 0; i < 5; i++) {
            assertThat(compared(one)).isEmpty();
        }
        assertThat(compared(new ScanComparison("x", null, "e", "knee", OLD, "stranger@1", 1, told(-3, 1), told(-3, 1), null))).isEmpty();
        assertThat(compared(new ScanComparison("y", null, "f", "knee", "gone@1", NEW, 1, told(-3, 1), told(-3, 1), null))).isEmpty();
        assertThat(state.shadows().trial("knee").orElseThrow().scans()).isEqualTo(1);
        // a person has promoted another meanwhile: what was tried was tried against one that serves no more
        happens(new AdaptEvent.Promoted("knee", "byhand@1", OLD, null, "me", "now"));
        assertThat(state.shadows().trial("knee")).isEmpty();
        assertThat(state.aliases()).doesNotContainKey("knee/shadow");
    }

    @Test
    void watchGoesOnWhereItWasOnceTheNextChampionHasMadeWay() {
        happens(new AdaptEvent.ModelAdded(OLD, "sha", "me", ""));
        happens(new AdaptEvent.Promoted("knee", "b@1", OLD, null, "me", "now"));
        compared(told(-2.8, 1), told(-3, 1), null);
        happens(new AdaptEvent.Promoted("knee", "c@1", "b@1", null, "me", "now"));
        assertThat(state.shadows().watch("knee").orElseThrow().scans()).isZero();
        happens(new AdaptEvent.RolledBack("knee", "b@1", "c@1", "me", "a mistake"));
        assertThat(state.shadows().watch("knee").orElseThrow().scans()).isEqualTo(1);
        assertThat(state.alias("knee", Name.PREVIOUS)).contains(OLD);
        happens(new AdaptEvent.RolledBack("knee", OLD, "b@1", "me", "that too"));
        assertThat(state.shadows().watch("knee")).isEmpty();
        assertThat(state.alias("knee", Name.PREVIOUS)).isEmpty();
    }

    @Test
    void nothingGoesBackToWhatWasFoundWorse() {
        happens(new AdaptEvent.ModelAdded(NEW, "sha", "me", ""));
        happens(new AdaptEvent.Promoted("knee", NEW, OLD, null, "me", "now"));
        happens(new AdaptEvent.Promoted("knee", "c@1", NEW, null, "me", "now"));
        happens(new AdaptEvent.Promoted("knee", NEW, "c@1", null, "me", "again"));
        happens(new AdaptEvent.Alarmed("knee", NEW, "c@1", 12, 0.5, 0.1));
        happens(new AdaptEvent.RolledBack("knee", "c@1", NEW, "larmor", "worse"));
        // c@1 had come after the very version that has just been found worse
        assertThat(state.alias("knee", Name.PREVIOUS)).isEmpty();
        assertThat(state.shadows().watch("knee")).isEmpty();
    }

    @Test
    void withoutATrialTheGateIsEnough() {
        policy(false, 0);
        gate(NEW, Verdict.PASSED);
        assertThat(state.shadows().trial("knee")).isEmpty();
        assertThat(promotions.after("knee", 2)).isEmpty();
    }
}
