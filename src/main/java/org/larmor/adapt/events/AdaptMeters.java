package org.larmor.adapt.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.larmor.adapt.drift.Drift;
import org.larmor.adapt.events.ChangingGauges.Reading;
import org.larmor.adapt.watch.Course;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.telemetry.MeterNames;

/**
 * What the adaptation's metrics show. Whoever does not write the events shows nothing of how it stands: two processes that
 * showed it would soon differ. One thread changes it.
 */
final class AdaptMeters {
    private final AtomicInteger office = new AtomicInteger();
    private final Map<Class<?>, Counter> events = new HashMap<>();
    private final ChangingGauges standings;

    AdaptMeters(MeterRegistry registry) {
        this.standings = new ChangingGauges(registry);
        Gauge.builder(MeterNames.ADAPT_OFFICE, office, AtomicInteger::get)
                .description("1 where this process writes adapt.events")
                .register(registry);
        for (Class<?> what : What.class.getPermittedSubclasses()) {
            events.put(what, Counter.builder(MeterNames.ADAPT_EVENTS)
                    .description("Events of the adaptation that this process has written")
                    .tag("event", what.getSimpleName())
                    .register(registry));
        }
    }

    /** These have been written. */
    void written(List<What> happened) {
        happened.forEach(what -> events.get(what.getClass()).increment());
    }

    /** This process writes, and so it stands. */
    void show(Standing standing) {
        office.set(1);
        List<Reading> all = new ArrayList<>();
        all.add(new Reading(
                MeterNames.ADAPT_CHAIN_FAULTS,
                "Places at which the chain of events was found broken",
                Tags.empty(),
                standing.faults()));
        standing.domains().forEach(domain -> add(domain, all));
        standings.show(all);
    }

    /** Another process may write now. */
    void hide() {
        office.set(0);
        standings.show(List.of());
    }

    private static void add(Standing.OfDomain of, List<Reading> all) {
        Tags domain = Tags.of("domain", of.domain());
        String samples = "Samples that count";
        all.add(new Reading(MeterNames.ADAPT_SAMPLES, samples, domain.and("side", "training"), of.training()));
        all.add(new Reading(MeterNames.ADAPT_SAMPLES, samples, domain.and("side", "held_out"), of.heldOut()));
        all.add(new Reading(MeterNames.ADAPT_SAMPLE_BYTES, "Bytes of the samples that count", domain, of.bytes()));
        for (RunKind kind : RunKind.values()) {
            Tags runs = domain.and("kind", kind.label());
            all.add(new Reading(
                    MeterNames.ADAPT_RUNS_FAILING,
                    "Runs that have failed since the last one that did not",
                    runs,
                    of.failing().get(kind)));
            for (Standing.RunState state : Standing.RunState.values()) {
                boolean is = new Standing.OpenRun(kind, state).equals(of.run());
                Tags open = runs.and("state", state.label());
                all.add(new Reading(MeterNames.ADAPT_RUNS_OPEN, "Runs that have not ended", open, is ? 1 : 0));
            }
        }
        for (Standing.Stage stage : Standing.Stage.values()) {
            all.add(new Reading(
                    MeterNames.ADAPT_CHALLENGERS,
                    "Challengers, by what they wait for",
                    domain.and("stage", stage.label()),
                    stage == of.challenger() ? 1 : 0));
        }
        of.trial().ifPresent(course -> add(course, domain.and("kind", "trial"), all));
        of.watch().ifPresent(course -> add(course, domain.and("kind", "watch"), all));
        for (Drift.Course course : of.drift()) {
            Tags stratum = domain.and("acceleration", Integer.toString(course.stratum().acceleration()));
            all.add(new Reading(
                    MeterNames.ADAPT_HIDDEN_ERROR,
                    "NMSE of the champion on samples' hidden lines",
                    stratum,
                    Math.exp(course.mean())));
            all.add(new Reading(
                    MeterNames.ADAPT_DRIFT_CHANGES,
                    "How often that has changed while this champion served",
                    stratum,
                    course.changes().size()));
        }
    }

    private static void add(Course course, Tags tags, List<Reading> all) {
        all.add(new Reading(
                MeterNames.ADAPT_COMPARED_SCANS,
                "Scans on which the champion was held against another",
                tags,
                course.scans()));
        all.add(new Reading(
                MeterNames.ADAPT_CHAMPIONS_EXCESS,
                "By how much the champion's error is the larger, mean over scans",
                tags,
                course.championsError().mean()));
    }
}
