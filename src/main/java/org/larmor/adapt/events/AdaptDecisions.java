package org.larmor.adapt.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.PolicyException;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.MeasuredRange;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelAlias.Name;
import org.larmor.bus.record.ModelVersion;

/** What commands come to: a function of what has happened so far. */
final class AdaptDecisions {
    /** How many versions without an alias are kept, and how long each at least: scans may still be pinned to it. */
    static final int KEPT = 8;

    static final Duration KEPT_FOR = Duration.ofDays(2);

    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final int LONGEST = 1000;

    private final AdaptState state;
    private final Function<String, Optional<ModelVersion>> stored;
    private final ToIntFunction<String> samples;
    private final ProxyBook proxies;

    /**
     * @param stored what lies in the registry, by version
     * @param samples how many there are of a scan
     */
    AdaptDecisions(
            AdaptState state,
            Function<String, Optional<ModelVersion>> stored,
            ToIntFunction<String> samples,
            ProxyBook proxies) {
        this.state = state;
        this.stored = stored;
        this.samples = samples;
        this.proxies = proxies;
    }

    /** What happens on a command. */
    What decide(AdaptCommand command) {
        if (command.by().isBlank() || command.by().length() > LONGEST || command.reason().length() > LONGEST) {
            return refused(command, "who asks, and why, has to be said in at most " + LONGEST + " characters");
        }
        return switch (command) {
            case AdaptCommand.AddSample sample -> throw new IllegalArgumentException("samples are the ledger's");
            case AdaptCommand.Compare compare -> throw new IllegalArgumentException("comparisons are the promotions'");
            case AdaptCommand.StartRun run -> throw new IllegalArgumentException("runs are the run book's");
            case AdaptCommand.OfTrainer run -> throw new IllegalArgumentException("runs are the run book's");
            case AdaptCommand.AddProxies add -> proxies.add(add);
            case AdaptCommand.RemoveProxies remove -> proxies.remove(remove);
            case AdaptCommand.ForgetScan(String id, String scan, String by, String reason) ->
                state.isForgotten(scan)
                        ? refused(command, "scan " + scan + " is forgotten already")
                        : new AdaptEvent.ScanForgotten(scan, samples.applyAsInt(scan), by, reason);
            case AdaptCommand.SetPolicy set -> policy(set);
            case AdaptCommand.AddModel(String id, String version, String by, String reason) ->
                stored.apply(version)
                        .<What>map(there -> new AdaptEvent.ModelAdded(version, there.sha256(), by, reason))
                        .orElseGet(() -> refused(command, unknown(version)));
            case AdaptCommand.Challenge challenge -> challenge(challenge);
            case AdaptCommand.Promote promote -> promote(promote);
            case AdaptCommand.RollBack back -> rollBack(back);
        };
    }

    private What challenge(AdaptCommand.Challenge asked) {
        String why = cannotServe(asked.domain(), asked.version());
        if (why.isEmpty()) {
            why = state.ban(asked.domain(), asked.version());
        }
        if (why.isEmpty() && asked.version().equals(state.serving(asked.domain()))) {
            why = asked.version() + " serves " + asked.domain() + " already";
        }
        return why.isEmpty()
                ? new AdaptEvent.Challenged(asked.domain(), asked.version(), asked.by(), asked.reason())
                : refused(asked, why);
    }

    private What policy(AdaptCommand.SetPolicy asked) {
        String hash;
        try {
            hash = Policy.ofJson(asked.json()).hash();
        } catch (PolicyException e) {
            return refused(asked, String.valueOf(e.getMessage()));
        }
        return hash.equals(state.policy().hash())
                ? refused(asked, "this policy is in force already")
                : new AdaptEvent.PolicySet(hash, asked.json(), asked.by(), asked.reason());
    }

    private What promote(AdaptCommand.Promote asked) {
        String why = cannotServe(asked.domain(), asked.version());
        if (!why.isEmpty()) {
            return refused(asked, why);
        }
        if (asked.reason().isBlank()) {
            return refused(asked, "a promotion needs a reason");
        }
        String rejection = state.ban(asked.domain(), asked.version());
        if (!rejection.isEmpty()) {
            return refused(asked, rejection);
        }
        return asked.version().equals(state.alias(asked.domain(), Name.CHAMPION).orElse(null))
                ? refused(asked, asked.version() + " is the champion of " + asked.domain() + " already")
                : promoted(asked.domain(), asked.version(), asked.by(), asked.reason());
    }

    private What promoted(String domain, String version, String by, String reason) {
        String before = state.serving(domain);
        MeasuredRange measured =
                state.gate(domain, version).map(AdaptEvent.GateEnded::measured).orElse(null);
        return new AdaptEvent.Promoted(domain, version, before, measured, by, reason);
    }

    private What rollBack(AdaptCommand.RollBack asked) {
        if (asked.reason().isBlank()) {
            return refused(asked, "a rollback needs a reason");
        }
        return state.alias(asked.domain(), Name.PREVIOUS)
                .filter(version -> stored.apply(version).isPresent())
                .flatMap(previous -> state.alias(asked.domain(), Name.CHAMPION)
                        .<What>map(from -> new AdaptEvent.RolledBack(
                                asked.domain(), previous, from, asked.by(), asked.reason())))
                .orElseGet(() -> refused(asked, asked.domain() + " has no previous champion"));
    }

    private String cannotServe(String domain, String version) {
        if (!DOMAIN.matcher(domain).matches()) {
            return "a domain is up to 64 small letters, digits and hyphens";
        }
        return stored.apply(version).isPresent() ? "" : unknown(version);
    }

    private static String unknown(String version) {
        return "no version " + version + " lies in the registry";
    }

    private static What refused(AdaptCommand command, String why) {
        return new AdaptEvent.Refused(
                command.getClass().getSimpleName(), command.by().substring(0, Math.min(LONGEST, command.by().length())), why);
    }

    /**
     * The versions that nothing names any more, beyond the last few.
     *
     * @param now µs since the epoch
     */
    List<What> removals(long now) {
        Set<String> named =
                state.aliases().values().stream().map(ModelAlias::version).collect(Collectors.toSet());
        List<Map.Entry<String, Long>> unnamed = new ArrayList<>(state.versions().entrySet());
        unnamed.removeIf(version -> named.contains(version.getKey()));
        unnamed.sort(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()));
        return unnamed.stream()
                .skip(KEPT)
                .filter(version -> version.getValue() < now - KEPT_FOR.toMillis() * 1000)
                .<What>map(version -> new AdaptEvent.ModelRemoved(version.getKey()))
                .toList();
    }
}
