package org.larmor.adapt.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.larmor.adapt.policy.Promotion;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.GateEnded;
import org.larmor.bus.record.AdaptEvent.Promoted;
import org.larmor.bus.record.AdaptEvent.TrialEnded;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.ModelAlias.Name;
import org.larmor.bus.record.ScanComparison;

/** Who comes to serve, or ceases to, without a person who says so: a function of what has happened so far. */
final class Promotions {
    private static final String PROGRAM = "larmor";

    private final AdaptState state;

    Promotions(AdaptState state) {
        this.state = state;
    }

    /**
     * What follows from a verdict at once: the promotion, where the policy wants neither a trial nor a person; or that a version
     * which a person has promoted meanwhile makes way, where it is rejected.
     */
    Optional<What> of(GateEnded gate, GateOrder order) {
        if (gate.verdict() == Verdict.REJECTED
                && gate.challenger().equals(state.alias(gate.domain(), Name.CHAMPION).orElse(null))) {
            return state.alias(gate.domain(), Name.PREVIOUS)
                    .map(previous -> new AdaptEvent.RolledBack(
                            gate.domain(), previous, gate.challenger(), PROGRAM, gate.run() + " has rejected it"));
        }
        return promoting().shadowScans() == 0 && order.champion().equals(state.serving(gate.domain()))
                ? promotion(gate, gate.run() + " was passed")
                : Optional.empty();
    }

    /** What a comparison leads to, itself first; nothing where nobody waits for it. */
    List<What> of(ScanComparison comparison) {
        Shadows shadows = state.shadows();
        return shadows.isWanted(comparison) ? List.of(new AdaptEvent.ScanCompared(comparison)) : List.of();
    }

    /**
     * What follows once a comparison in a domain is taken in, or time has gone by: the end of its trial or its watch.
     *
     * @param now µs since the epoch
     */
    List<What> after(String domain, long now) {
        List<What> what = new ArrayList<>(state.shadows().alarm(domain));
        if (!what.isEmpty()) {
            return what; // what was tried was tried against one that serves no more
        }
        state.shadows().ended(domain, promoting().shadowScans(), now).ifPresent(trial -> {
            what.add(trial);
            promotion(trial).ifPresent(what::add);
        });
        return what;
    }

    private Optional<What> promotion(TrialEnded trial) {
        return trial.verdict() == Verdict.PASSED
                ? state.gate(trial.domain(), trial.version())
                        .flatMap(gate -> promotion(gate, gate.run() + " was passed, and a trial of " + trial.scans() + " scans"))
                : Optional.empty();
    }

    /** Of a challenger that still is one. */
    private Optional<What> promotion(GateEnded gate, String why) {
        String domain = gate.domain();
        boolean serves = promoting().automatic()
                && gate.verdict() == Verdict.PASSED
                && gate.challenger().equals(state.alias(domain, Name.CHALLENGER).orElse(null));
        return serves
                ? Optional.of(new Promoted(domain, gate.challenger(), state.serving(domain), gate.measured(), PROGRAM, why))
                : Optional.empty();
    }

    private Promotion promoting() {
        return state.policy().promoting();
    }
}
