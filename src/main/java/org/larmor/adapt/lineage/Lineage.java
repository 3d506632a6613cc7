package org.larmor.adapt.lineage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.TrainingOrder;

/**
 * A version and all whose weights it goes back to, the latest first, by the record of events alone: what the record does not
 * name is not known.
 */
public final class Lineage {
    private static final long MICROS_PER_MS = 1000;
    private static final String PROGRAM = "larmor";

    private final Map<String, AdaptEvent.ModelAdded> added = new HashMap<>();
    private final Map<String, TrainingOrder> trainings = new HashMap<>();
    private final Map<String, GateOrder> gateOrders = new HashMap<>();
    private final Map<String, String> madeBy = new HashMap<>();
    private final Map<String, List<AdaptEvent.GateEnded>> gates = new HashMap<>();
    private final Map<String, List<String>> served = new HashMap<>();
    private final Set<String> forgotten = new HashSet<>();

    private Lineage(List<AdaptEvent> events) {
        events.forEach(this::take);
    }

    /** @param events all of the chain */
    public static List<Generation> of(String version, List<AdaptEvent> events) {
        Lineage lineage = new Lineage(events);
        List<Generation> generations = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String next = version; next != null && seen.add(next); ) {
            Generation generation = lineage.generation(next);
            generations.add(generation);
            next = generation.parent();
        }
        return generations;
    }

    private void take(AdaptEvent event) {
        switch (event.what()) {
            case AdaptEvent.ModelAdded model -> added.putIfAbsent(model.version(), model);
            case AdaptEvent.RunOrdered(TrainingOrder order, String _, String _) -> trainings.put(order.run(), order);
            case AdaptEvent.RunOrdered(GateOrder order, String _, String _) -> gateOrders.put(order.run(), order);
            case AdaptEvent.RunEnded run when run.version() != null -> madeBy.put(run.version(), run.run());
            case AdaptEvent.GateEnded gate ->
                gates.computeIfAbsent(gate.challenger(), _ -> new ArrayList<>()).add(gate);
            case AdaptEvent.TrialEnded trial -> serves(
                    trial.version(),
                    event,
                    "was tried on " + trial.scans() + " scans of " + trial.domain(),
                    PROGRAM,
                    trial.verdict() == AdaptEvent.Verdict.PASSED
                            ? String.format(Locale.ROOT, "its error on hidden lines was smaller by %.2f dB", trial.better())
                            : String.join("; ", trial.reasons()));
            case AdaptEvent.Alarmed alarm -> serves(
                    alarm.version(),
                    event,
                    "proved worse in " + alarm.domain() + " than " + alarm.previous(),
                    PROGRAM,
                    String.format(Locale.ROOT, "by %.2f dB on %d scans", alarm.worse(), alarm.scans()));
            case AdaptEvent.Promoted promoted -> {
                serves(promoted.version(), event, "serves " + promoted.domain(), promoted.by(), promoted.reason());
                if (promoted.before() != null) {
                    serves(promoted.before(), event, "makes way in " + promoted.domain(), promoted.by(), promoted.reason());
                }
            }
            case AdaptEvent.RolledBack back -> {
                serves(back.version(), event, "serves " + back.domain() + " again", back.by(), back.reason());
                serves(back.from(), event, "is taken back from " + back.domain(), back.by(), back.reason());
            }
            case AdaptEvent.ScanForgotten scan -> forgotten.add(scan.scan());
            default -> {}
        }
    }

    private void serves(String version, AdaptEvent event, String what, String by, String reason) {
        Instant at = Instant.ofEpochMilli(event.at() / MICROS_PER_MS).truncatedTo(ChronoUnit.SECONDS);
        served.computeIfAbsent(version, _ -> new ArrayList<>())
                .add(at + " " + what + ", by " + by + (reason.isBlank() ? "" : ": " + reason));
    }

    private Generation generation(String version) {
        AdaptEvent.ModelAdded model = added.get(version);
        TrainingOrder order = trainings.get(madeBy.get(version));
        return new Generation(
                version,
                model == null ? null : model.sha256(),
                model == null ? null : "by " + model.by() + (model.reason().isBlank() ? "" : ": " + model.reason()),
                order == null ? null : training(order),
                gates.getOrDefault(version, List.of()).stream().map(this::gate).toList(),
                served.getOrDefault(version, List.of()),
                order == null ? null : order.champion());
    }

    private Generation.Training training(TrainingOrder order) {
        Map<String, Integer> scans = new TreeMap<>();
        order.samples().forEach(sample -> scans.merge(sample.substring(0, sample.indexOf('/')), 1, Integer::sum));
        return new Generation.Training(
                order.run(),
                order.policy(),
                order.steps(),
                order.seed(),
                scans,
                scans.keySet().stream().filter(forgotten::contains).toList(),
                order.proxies());
    }

    private Generation.Gate gate(AdaptEvent.GateEnded gate) {
        @Nullable GateOrder order = gateOrders.get(gate.run());
        return new Generation.Gate(
                gate.run(),
                gate.domain(),
                gate.verdict() == null ? null : gate.verdict().name(),
                gate.verdict() == null ? List.of(String.valueOf(gate.failure())) : gate.reasons(),
                order == null ? "" : order.criteriaHash(),
                gate.report());
    }
}
