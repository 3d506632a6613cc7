package org.larmor.adapt.events;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.larmor.adapt.policy.Caps;
import org.larmor.adapt.policy.Domain;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.Promotion;
import org.larmor.adapt.samples.SampleLedger;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.SampleOrder;
import org.larmor.bus.record.StoredSample;
import org.larmor.bus.record.Teaching;
import org.larmor.mrd.FrameKey;
import org.larmor.telemetry.MeterNames;

import static org.assertj.core.api.Assertions.assertThat;

/** What is shown of how the adaptation stands, by the meters that show it. */
class StandingTest {
    private static final String OLD = "old@1";
    private static final String NEW = "new@1";
    private static final long NOW = 1_000_000;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AdaptMeters meters = new AdaptMeters(registry);
    private final AdaptState state = new AdaptState();
    private final List<RunRecord> runs = new ArrayList<>();
    private final List<LedgerEntry> ledger = new ArrayList<>();
    private int number;

    @BeforeEach
    void site() {
        happens(new AdaptEvent.Promoted(ModelAlias.GENERAL, OLD, null, null, "larmor", "first"));
        policy(3);
    }

    private void policy(int trial) {
        Policy policy = new Policy(
                true,
                List.of(new Domain("knee", true, List.of("*"), null, null, null, List.of())),
                new Caps(4, 10, 40, 60, 90, 1000), 0.25, Map.of(), null, new Promotion(false, trial, null), null);
        happens(new AdaptEvent.PolicySet(policy.hash(), policy.json(), "me", ""));
    }

    private void happens(What what) {
        state.apply(new AdaptEvent(number++, "", 1, null, what));
    }

    private static GateOrder order(String run) {
        return new GateOrder(run, "knee", NEW, OLD, OLD, "p", "{}", "c", List.of(), List.of(), runNumber(run));
    }

    private static long runNumber(String run) {
        return Long.parseLong(run.substring(run.indexOf('-') + 1));
    }

    private void sample(String scan, double logError, boolean heldOut, boolean gone) {
        ledger.add(new LedgerEntry(
                new StoredSample(
                        scan,
                        new FrameKey(0, 0, 0, 0, 0, 0),
                        new SampleOrder("knee", new Teaching("p", "s", "c", "t"), null),
                        new Extent(scan, 0, 0, 1, 100),
                        scan,
                        new StoredSample.Shape(1, 2, 3, 4),
                        new StoredSample.Score(OLD, logError)),
                heldOut, ledger.size(), gone));
    }

    private void show(int faults) {
        meters.show(Standing.of(faults, state, new RunBook(runs), new SampleLedger(ledger), NOW));
    }

    private double value(String meter, String... tags) {
        return registry.get(meter).tags(tags).gauge().value();
    }

    private String stage() {
        show(0);
        List<String> stages = registry.get(MeterNames.ADAPT_CHALLENGERS).tag("domain", "knee").gauges().stream()
                .filter(gauge -> gauge.value() == 1)
                .map(gauge -> gauge.getId().getTag("stage"))
                .toList();
        return String.join(",", stages);
    }

    @Test
    void aChallengerWaitsForItsGateThenItsTrialThenAPerson() {
        assertThat(stage()).isEmpty();
        happens(new AdaptEvent.Challenged("knee", NEW, "me", ""));
        assertThat(stage()).isEqualTo("gate");
        happens(new AdaptEvent.RunOrdered(order("gate-1"), "larmor", ""));
        runs.add(RunRecord.ordered(order("gate-1")));
        assertThat(stage()).isEqualTo("gate");
        happens(new AdaptEvent.GateEnded("gate-1", "knee", NEW, Verdict.PASSED, List.of(), "hash", null, null));
        runs.set(0, runs.getFirst().judged(NOW, "PASSED", null));
        assertThat(stage()).isEqualTo("trial");
        assertThat(value(MeterNames.ADAPT_COMPARED_SCANS, "domain", "knee", "kind", "trial")).isZero();
        happens(new AdaptEvent.TrialEnded("knee", NEW, Verdict.PASSED, List.of(), 3, 0.5));
        assertThat(stage()).isEqualTo("person");
        happens(new AdaptEvent.Promoted("knee", NEW, OLD, null, "me", "why not"));
        assertThat(stage()).isEmpty();
        assertThat(value(MeterNames.ADAPT_COMPARED_SCANS, "domain", "knee", "kind", "watch")).isZero();
    }

    @Test
    void runsAreWaitingOrClaimedAndFailInARow() {
        runs.add(RunRecord.ordered(order("gate-1")).claimed("t", NOW + 1).judged(2, null, "no memory"));
        runs.add(RunRecord.ordered(order("gate-2")).claimed("t", NOW + 1).judged(3, null, "no memory"));
        runs.add(RunRecord.ordered(order("gate-3")).claimed("t", NOW - 1));
        show(0);
        assertThat(value(MeterNames.ADAPT_RUNS_FAILING, "domain", "knee", "kind", "gate")).isEqualTo(2);
        assertThat(value(MeterNames.ADAPT_RUNS_FAILING, "domain", "knee", "kind", "training")).isZero();
        assertThat(value(MeterNames.ADAPT_RUNS_OPEN, "domain", "knee", "kind", "gate", "state", "waiting")).isEqualTo(1);
        runs.set(2, runs.getLast().renewed(NOW + 1));
        show(0);
        assertThat(value(MeterNames.ADAPT_RUNS_OPEN, "domain", "knee", "kind", "gate", "state", "waiting")).isZero();
        assertThat(value(MeterNames.ADAPT_RUNS_OPEN, "domain", "knee", "kind", "gate", "state", "claimed")).isEqualTo(1);
    }

    @Test
    void samplesAndTheirErrorAreThoseOfTheModelThatServes() {
        sample("a", Math.log(0.02), false, false);
        sample("b", Math.log(0.02), true, false);
        sample("c", Math.log(0.02), false, true);
        show(1);
        assertThat(value(MeterNames.ADAPT_SAMPLES, "domain", "knee", "side", "training")).isEqualTo(1);
        assertThat(value(MeterNames.ADAPT_SAMPLES, "domain", "knee", "side", "held_out")).isEqualTo(1);
        assertThat(value(MeterNames.ADAPT_SAMPLE_BYTES, "domain", "knee")).isEqualTo(200);
        assertThat(value(MeterNames.ADAPT_HIDDEN_ERROR, "domain", "knee", "acceleration", "4"))
                .isCloseTo(0.02, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(value(MeterNames.ADAPT_CHAIN_FAULTS)).isEqualTo(1);
        happens(new AdaptEvent.Promoted("knee", NEW, OLD, null, "me", "why not"));
        show(0);
        assertThat(registry.find(MeterNames.ADAPT_HIDDEN_ERROR).gauges()).as("of another model").isEmpty();
    }

    /** A scrape that finds two with the same labels fails. */
    @Test
    void whatIsShownAgainKeepsItsMeter() {
        show(0);
        List<Meter> before = registry.getMeters();
        show(3);
        assertThat(registry.getMeters()).usingElementComparator((a, b) -> a == b ? 0 : 1)
                .containsExactlyInAnyOrderElementsOf(before);
        assertThat(value(MeterNames.ADAPT_CHAIN_FAULTS)).isEqualTo(3);
    }

    @Test
    void whoLosesTheOfficeShowsNothingAndWhatIsWrittenCounts() {
        show(0);
        assertThat(value(MeterNames.ADAPT_OFFICE)).isEqualTo(1);
        meters.hide();
        assertThat(value(MeterNames.ADAPT_OFFICE)).isZero();
        assertThat(registry.find(MeterNames.ADAPT_SAMPLES).gauges()).isEmpty();
        assertThat(registry.find(MeterNames.ADAPT_CHAIN_FAULTS).gauges()).isEmpty();
        meters.written(List.of(new AdaptEvent.ModelRemoved(OLD)));
        assertThat(registry.get(MeterNames.ADAPT_EVENTS).tag("event", "ModelRemoved").counter().count()).isEqualTo(1);
        assertThat(registry.get(MeterNames.ADAPT_EVENTS).tag("event", "Alarmed").counter().count()).isZero();
    }
}
