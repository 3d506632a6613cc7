package org.larmor.adapt.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.larmor.adapt.drift.Drift;
import org.larmor.adapt.watch.Course;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.telemetry.MeterNames;

/**
 * What the adaptation's metrics show. Whoever does not write the events shows nothing of how it stands: two processes that
 * showed it would soon differ. One thread changes it.
 */
final class AdaptMeters {
    private final MeterRegistry registry;
    private final AtomicInteger office = new AtomicInteger();
    private final Map<Class<?>, Counter> events = new HashMap<>();
    private final Map<String, MultiGauge> gauges = new HashMap<>();

    AdaptMeters(MeterRegistry registry) {
        this.registry = registry;
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
        set(MeterNames.ADAPT_CHAIN_FAULTS, "Places at which the chain of events was found broken",
                List.of(Row.of(Tags.empty(), standing.faults())));
        List<Row<?>> samples = new ArrayList<>();
        List<Row<?>> bytes = new ArrayList<>();
        List<Row<?>> open = new ArrayList<>();
        List<Row<?>> failing = new ArrayList<>();
        List<Row<?>> challengers = new ArrayList<>();
        List<Row<?>> compared = new ArrayList<>();
        List<Row<?>> excess = new ArrayList<>();
        List<Row<?>> errors = new ArrayList<>();
        List<Row<?>> changes = new ArrayList<>();
        for (Standing.OfDomain of : standing.domains()) {
            Tags domain = Tags.of("domain", of.domain());
            samples.add(Row.of(domain.and("side", "training"), of.training()));
            samples.add(Row.of(domain.and("side", "held_out"), of.heldOut()));
            bytes.add(Row.of(domain, of.bytes()));
            for (RunKind kind : RunKind.values()) {
                Tags runs = domain.and("kind", kind.label());
                failing.add(Row.of(runs, of.failing().get(kind)));
                for (Standing.RunState state : Standing.RunState.values()) {
                    boolean is = new Standing.OpenRun(kind, state).equals(of.run());
                    open.add(Row.of(runs.and("state", state.label()), is ? 1 : 0));
                }
            }
            for (Standing.Stage stage : Standing.Stage.values()) {
                challengers.add(Row.of(domain.and("stage", stage.label()), stage == of.challenger() ? 1 : 0));
            }
            of.trial().ifPresent(course -> compared(course, domain.and("kind", "trial"), compared, excess));
            of.watch().ifPresent(course -> compared(course, domain.and("kind", "watch"), compared, excess));
            for (Drift.Course course : of.drift()) {
                Tags stratum = domain.and("acceleration", Integer.toString(course.stratum().acceleration()));
                errors.add(Row.of(stratum, Math.exp(course.mean())));
                changes.add(Row.of(stratum, course.changes().size()));
            }
        }
        set(MeterNames.ADAPT_SAMPLES, "Samples that count", samples);
        set(MeterNames.ADAPT_SAMPLE_BYTES, "Bytes of the samples that count", bytes);
        set(MeterNames.ADAPT_RUNS_OPEN, "Runs that have not ended", open);
        set(MeterNames.ADAPT_RUNS_FAILING, "Runs that have failed since the last one that did not", failing);
        set(MeterNames.ADAPT_CHALLENGERS, "Challengers, by what they wait for", challengers);
        set(MeterNames.ADAPT_COMPARED_SCANS, "Scans on which the champion was held against another", compared);
        set(MeterNames.ADAPT_CHAMPIONS_EXCESS, "By how much the champion's error is the larger, mean over scans", excess);
        set(MeterNames.ADAPT_HIDDEN_ERROR, "NMSE of the champion on samples' hidden lines", errors);
        set(MeterNames.ADAPT_DRIFT_CHANGES, "How often that has changed while this champion served", changes);
    }

    /** Another process may write now. */
    void hide() {
        office.set(0);
        gauges.values().forEach(gauge -> gauge.register(List.of(), true));
    }

    private static void compared(Course course, Tags tags, List<Row<?>> scans, List<Row<?>> excess) {
        scans.add(Row.of(tags, course.scans()));
        excess.add(Row.of(tags, course.championsError().mean()));
    }

    private void set(String name, String description, List<Row<?>> rows) {
        gauges.computeIfAbsent(name, of -> MultiGauge.builder(of).description(description).register(registry))
                .register(rows, true);
    }
}
