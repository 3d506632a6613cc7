package org.larmor.adapt.events;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.policy.Policy;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.GateEnded;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.MeasuredRange;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelAlias.Name;

/** What all events so far have come to. */
final class AdaptState {
    /** So often a gate that fails is tried by itself. */
    private static final int MOST_FAILURES = 3;

    private final Map<String, Map<Name, String>> aliases = new HashMap<>();
    /** When each version was last said something of, µs since the epoch. */
    private final Map<String, Long> versions = new HashMap<>();

    /** The challengers whose gate has not been ordered yet, by domain. */
    private final Map<String, String> awaited = new HashMap<>();
    /** How often each domain's held-out scans were looked at. */
    private final Map<String, Integer> looks = new HashMap<>();
    /** What gates have said of versions. */
    private final Map<Candidate, GateEnded> gates = new HashMap<>();
    /** How often a version's gate has failed. */
    private final Map<Candidate, Integer> gateFailures = new HashMap<>();
    /** What versions that serve were measured for. */
    private final Map<Candidate, MeasuredRange> measured = new HashMap<>();

    /** The champions that gates were ordered against, by gate. */
    private final Map<String, String> judgedAgainst = new HashMap<>();
    /** What a version may not serve a domain for. */
    private final Map<Candidate, String> banned = new HashMap<>();

    private final Shadows shadows = new Shadows();
    private final Set<String> forgotten = new HashSet<>();
    private Policy policy = Policy.NONE;

    private record Candidate(String domain, String version) {}

    /** Takes in what happened. */
    void apply(AdaptEvent event) {
        What what = event.what();
        touched(what).forEach(version -> versions.put(version, event.at()));
        switch (what) {
            case AdaptEvent.ScanForgotten scan -> forgotten.add(scan.scan());
            case AdaptEvent.RunOrdered(GateOrder gate, String by, String reason) -> {
                awaited.remove(gate.domain());
                looks.merge(gate.domain(), 1, Integer::sum);
                judgedAgainst.put(gate.run(), gate.champion());
            }
            case AdaptEvent.RunOrdered run -> {}
            case AdaptEvent.RunClaimed run -> {}
            case AdaptEvent.RunProgress run -> {}
            case AdaptEvent.RunEnded run -> {}
            case AdaptEvent.GateEnded gate -> judged(gate, event.at());
            case AdaptEvent.ProxiesAdded proxies -> {}
            case AdaptEvent.ProxiesRemoved proxies -> {}
            case AdaptEvent.PolicySet set -> policy = Policy.ofJson(set.json());
            case AdaptEvent.ModelAdded added -> {}
            case AdaptEvent.ModelRemoved removed -> versions.remove(removed.version());
            case AdaptEvent.Challenged challenged -> {
                of(challenged.domain()).put(Name.CHALLENGER, challenged.version());
                awaited.put(challenged.domain(), challenged.version());
                endTrial(challenged.domain());
            }
            case AdaptEvent.ScanCompared compared -> shadows.add(compared.comparison());
            case AdaptEvent.TrialEnded trial -> {
                endTrial(trial.domain());
                if (trial.verdict() == Verdict.REJECTED) {
                    of(trial.domain()).remove(Name.CHALLENGER, trial.version());
                    ban(trial.domain(), trial.version(), "its trial has failed: " + String.join("; ", trial.reasons()));
                }
            }
            case AdaptEvent.Alarmed alarm ->
                ban(alarm.domain(), alarm.version(), "it was found worse than " + alarm.previous() + " when it served");
            case AdaptEvent.Promoted promoted -> {
                Map<Name, String> domain = of(promoted.domain());
                if (promoted.before() != null) {
                    domain.put(Name.PREVIOUS, promoted.before());
                    shadows.watch(promoted.domain(), promoted.version(), promoted.before());
                }
                domain.put(Name.CHAMPION, promoted.version());
                domain.remove(Name.CHALLENGER, promoted.version());
                awaited.remove(promoted.domain(), promoted.version());
                if (promoted.measured() != null) {
                    measured.put(new Candidate(promoted.domain(), promoted.version()), promoted.measured());
                }
                if (promoted.domain().equals(ModelAlias.GENERAL)) {
                    domain.putIfAbsent(Name.BASELINE, promoted.version());
                }
                championChanged(promoted.domain());
            }
            case AdaptEvent.RolledBack back -> {
                of(back.domain()).put(Name.CHAMPION, back.version());
                of(back.domain()).remove(Name.PREVIOUS);
                shadows.backTo(
                                back.domain(),
                                back.version(),
                                version -> versions.containsKey(version) && ban(back.domain(), version).isEmpty())
                        .ifPresent(course -> of(back.domain()).put(Name.PREVIOUS, course.shadow()));
                championChanged(back.domain());
            }
            case AdaptEvent.Refused refused -> {}
        }
    }

    private void judged(GateEnded gate, long at) {
        Candidate candidate = new Candidate(gate.domain(), gate.challenger());
        if (gate.verdict() == null) {
            // nothing is known of it yet, and each further try is a look
            int failures = gateFailures.merge(candidate, 1, Integer::sum);
            if (failures < MOST_FAILURES && gate.challenger().equals(of(gate.domain()).get(Name.CHALLENGER))) {
                awaited.put(gate.domain(), gate.challenger());
            }
            return;
        }
        gates.put(candidate, gate);
        if (gate.verdict() == Verdict.REJECTED) {
            of(gate.domain()).remove(Name.CHALLENGER, gate.challenger());
            ban(gate.domain(), gate.challenger(), gate.run() + " has rejected it: " + String.join("; ", gate.reasons()));
        } else if (gate.challenger().equals(of(gate.domain()).get(Name.CHALLENGER))) {
            if (!Objects.equals(judgedAgainst.get(gate.run()), serving(gate.domain()))) {
                awaited.put(gate.domain(), gate.challenger()); // it was held against one that serves no more
            } else if (policy.promoting().shadowScans() > 0) {
                of(gate.domain()).put(Name.SHADOW, gate.challenger());
                shadows.trial(gate.domain(), judgedAgainst.get(gate.run()), gate.challenger(), at);
            }
        }
    }

    /** What was tried against another champion is judged anew: in the domain, and in those that its champion serves too. */
    private void championChanged(String domain) {
        for (String one : List.copyOf(aliases.keySet())) {
            boolean served = one.equals(domain)
                    || (domain.equals(ModelAlias.GENERAL) && !of(one).containsKey(Name.CHAMPION));
            String challenger = of(one).get(Name.CHALLENGER);
            if (served) {
                endTrial(one);
                if (challenger != null) {
                    awaited.put(one, challenger);
                }
            }
        }
    }

    private void ban(String domain, String version, String why) {
        banned.put(new Candidate(domain, version), why);
    }

    private void endTrial(String domain) {
        of(domain).remove(Name.SHADOW);
        shadows.endTrial(domain);
    }

    /** Why a version may not serve a domain, or try to; empty where it may. */
    String ban(String domain, String version) {
        return banned.getOrDefault(new Candidate(domain, version), "");
    }

    /** The version that serves a domain: one without a champion of its own has the one of all. */
    @Nullable
    String serving(String domain) {
        return alias(domain, Name.CHAMPION)
                .or(() -> alias(ModelAlias.GENERAL, Name.CHAMPION))
                .orElse(null);
    }

    /** The trials and watches. */
    Shadows shadows() {
        return shadows;
    }

    /** The challenger of a domain that is to be measured. */
    Optional<String> awaited(String domain) {
        return Optional.ofNullable(awaited.get(domain));
    }

    /** The domains that have one. */
    Set<String> awaiting() {
        return Set.copyOf(awaited.keySet());
    }

    /** How often a domain's held-out scans were looked at. */
    int looks(String domain) {
        return looks.getOrDefault(domain, 0);
    }

    /** What the last gate of a version in a domain has said. */
    Optional<GateEnded> gate(String domain, String version) {
        return Optional.ofNullable(gates.get(new Candidate(domain, version)));
    }

    private static Set<String> touched(What what) {
        return switch (what) {
            case AdaptEvent.ModelAdded added -> Set.of(added.version());
            case AdaptEvent.Challenged challenged -> Set.of(challenged.version());
            case AdaptEvent.Promoted promoted ->
                promoted.before() == null ? Set.of(promoted.version()) : twice(promoted.version(), promoted.before());
            case AdaptEvent.RolledBack back -> twice(back.version(), back.from());
            default -> Set.of(); // what else happens says nothing of a version
        };
    }

    private static Set<String> twice(String one, String other) {
        Set<String> both = new HashSet<>();
        both.add(one);
        both.add(other);
        return both;
    }

    private Map<Name, String> of(String domain) {
        return aliases.computeIfAbsent(domain, _ -> new EnumMap<>(Name.class));
    }

    /** The policy in force. */
    Policy policy() {
        return policy;
    }

    /** Whether nothing may be learned from a scan any more. */
    boolean isForgotten(String scan) {
        return forgotten.contains(scan);
    }

    /** What an alias of this very domain stands for. */
    Optional<String> alias(String domain, Name name) {
        return Optional.ofNullable(aliases.getOrDefault(domain, Map.of()).get(name));
    }

    /** All aliases by their records' keys. */
    Map<String, ModelAlias> aliases() {
        Map<String, ModelAlias> all = new HashMap<>();
        aliases.forEach((domain, names) -> names.forEach(
                (name, version) -> all.put(
                        ModelAlias.key(domain, name),
                        new ModelAlias(domain, name, version, measured.get(new Candidate(domain, version))))));
        return all;
    }

    /** The versions that were added, and when each was last said something of, µs since the epoch. */
    Map<String, Long> versions() {
        return Map.copyOf(versions);
    }
}
