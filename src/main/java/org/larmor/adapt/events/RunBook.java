package org.larmor.adapt.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.Runs;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.RunOrder;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.mrd.Checksum;

/**
 * The trainers' runs, trainings and gates: of each domain one at a time, had by one trainer at a time, whose claim ends unless it is renewed. A
 * function of what is known and of the time, which the one writer asks. Times are ms since the epoch.
 */
final class RunBook {
    /** How long a claim lasts. */
    static final Duration LEASE = Duration.ofSeconds(30);

    /** A domain whose run has failed waits that long for the next, twice as long after the second failure, and so on. */
    private static final Duration BACK_OFF = Duration.ofMinutes(10);

    private static final int MOST_DOUBLINGS = 8;

    /** Of curves in one report. */
    static final int MOST_ROWS = 1000;

    private final Map<String, RunRecord> runs = new LinkedHashMap<>();

    RunBook(Collection<RunRecord> known) {
        known.stream()
                .sorted(Comparator.comparingLong(run -> run.order().at()))
                .forEach(run -> runs.put(run.order().run(), run));
    }

    /** What happens, if anything that is worth an event, and how the run stands then, if it has changed. */
    record Outcome(List<What> what, Optional<RunRecord> record) {
        private static Outcome refused(AdaptCommand asked, String why) {
            return new Outcome(
                    List.of(new AdaptEvent.Refused(asked.getClass().getSimpleName(), asked.by(), why)),
                    Optional.empty());
        }
    }

    private Outcome now(RunRecord record, What... what) {
        runs.put(record.order().run(), record);
        return new Outcome(List.of(what), Optional.of(record));
    }

    Outcome start(AdaptCommand.StartRun asked, Policy policy, Material material, long now) {
        if (!policy.learns(asked.domain())) {
            return Outcome.refused(asked, "the policy does not let " + asked.domain() + " learn");
        }
        Optional<RunRecord> open = open(asked.domain());
        if (open.isPresent()) {
            return Outcome.refused(asked, asked.domain() + " has a run already: " + open.get().order().run());
        }
        if (material.training(asked.domain()).isEmpty()) {
            return Outcome.refused(asked, asked.domain() + " has no samples to learn from");
        }
        if (material.proxiesToLearnFrom().isEmpty()) {
            return Outcome.refused(asked, "there are no proxies to learn from: `larmor proxies add` takes them");
        }
        return order(asked.domain(), policy, material, now, asked.by(), asked.reason());
    }

    /** A run of a domain that has gathered enough since its last one; empty where none is due. */
    Optional<Outcome> due(String domain, Policy policy, Material material, long now) {
        Runs runs = policy.runs();
        List<String> training = material.training(domain);
        if (!policy.learns(domain) || open(domain).isPresent() || material.proxiesToLearnFrom().isEmpty()) {
            return Optional.empty();
        }
        List<RunRecord> before = trainings(domain);
        Set<String> known = before.isEmpty()
                ? Set.of()
                : new HashSet<>(((TrainingOrder) before.getLast().order()).samples());
        long fresh = training.stream().filter(id -> !known.contains(id)).count();
        boolean enough = runs.after() > 0 && fresh >= runs.after();
        boolean time = runs.everyHours() > 0
                && fresh > 0
                && (before.isEmpty()
                        || now - before.getLast().order().at() >= Duration.ofHours(runs.everyHours()).toMillis());
        return !(enough || time) || now < notBefore(before)
                ? Optional.empty()
                : Optional.of(order(domain, policy, material, now, "larmor", fresh + " new samples"));
    }

    /** The gate of a domain's challenger that has none yet; empty where none is due. */
    Optional<Outcome> gateDue(String domain, AdaptState state, Material material, long now) {
        Optional<String> challenger = state.awaited(domain);
        if (challenger.isEmpty() || open(domain).isPresent() || now < notBefore(gates(domain))) {
            return Optional.empty();
        }
        GateOrder order = GateOrders.order(
                "gate-" + (count(GateOrder.class) + 1), domain, challenger.get(), state, material, now);
        return Optional.of(now(
                RunRecord.ordered(order),
                new AdaptEvent.RunOrdered(order, "larmor", challenger.get() + " would like to serve")));
    }

    private long count(Class<? extends RunOrder> kind) {
        return runs.values().stream().filter(run -> kind.isInstance(run.order())).count();
    }

    private static long notBefore(List<RunRecord> before) {
        int failures = failing(before);
        return failures == 0
                ? 0
                : before.getLast().endedAt() + (BACK_OFF.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS));
    }

    private static int failing(List<RunRecord> before) {
        int failures = 0;
        for (RunRecord run : before.reversed()) {
            if (run.failure() == null) {
                break;
            }
            failures++;
        }
        return failures;
    }

    /** How many of a domain's trainings, or of its gates, have failed since the last one that did not. */
    int failing(String domain, RunKind kind) {
        return failing(of(domain).stream()
                .filter(run -> run.hasEnded() && RunKind.of(run.order()) == kind)
                .toList());
    }

    private Outcome order(
            String domain, Policy policy, Material material, long now, String by, String reason) {
        long number = count(TrainingOrder.class) + 1;
        TrainingOrder order = new TrainingOrder(
                "run-" + number,
                domain,
                material.champion(),
                policy.hash(),
                material.training(domain),
                material.proxiesToLearnFrom(),
                material.proxiesToMeasureBy(),
                policy.runs().steps(),
                policy.runs().minutes(),
                policy.runs().weights(),
                number,
                now);
        return now(RunRecord.ordered(order), new AdaptEvent.RunOrdered(order, by, reason));
    }

    Outcome claim(AdaptCommand.ClaimRun asked, long now) {
        RunRecord run = runs.get(asked.run());
        if (run == null || run.hasEnded()) {
            return Outcome.refused(asked, "there is no run " + asked.run() + " to be done");
        }
        if (run.trainer() != null && now < run.until()) {
            return Outcome.refused(asked, "another trainer has " + asked.run());
        }
        RunRecord claimed = run.claimed(asked.trainer(), now + LEASE.toMillis());
        return now(claimed, new AdaptEvent.RunClaimed(asked.run(), asked.trainer(), claimed.epoch()));
    }

    /** A renewal is no event: there are too many. */
    Outcome renew(AdaptCommand.RenewRun asked, long now) {
        RunRecord run = held(asked.run(), asked.trainer(), asked.epoch());
        return run == null
                ? new Outcome(List.of(), Optional.empty())
                : now(run.renewed(now + LEASE.toMillis()));
    }

    /** Progress renews a claim too; of who has lost it nothing is noted. */
    Outcome report(AdaptCommand.ReportRun asked, long now) {
        RunRecord run = held(asked.run(), asked.trainer(), asked.epoch());
        return run == null || isEmpty(asked) || asked.rows().size() > MOST_ROWS || asked.images().size() > MOST_ROWS
                ? new Outcome(List.of(), Optional.empty())
                : now(
                        run.renewed(now + LEASE.toMillis()),
                        new AdaptEvent.RunProgress(asked.run(), asked.epoch(), asked.columns(), asked.rows(), asked.images()));
    }

    private static boolean isEmpty(AdaptCommand.ReportRun asked) {
        return asked.rows().isEmpty() && asked.images().isEmpty();
    }

    /** @param isStored whether the version lies in the registry */
    Outcome end(AdaptCommand.EndRun asked, boolean isStored, String sha256, long now) {
        RunRecord run = held(asked.run(), asked.trainer(), asked.epoch());
        if (run == null) {
            return Outcome.refused(asked, asked.trainer() + " does not have " + asked.run() + " any more");
        }
        if (asked.version() != null && !isStored) {
            return Outcome.refused(asked, "no version " + asked.version() + " lies in the registry");
        }
        if (!(run.order() instanceof TrainingOrder)) {
            return Outcome.refused(asked, asked.run() + " is no training");
        }
        String domain = run.order().domain();
        List<What> what = new ArrayList<>();
        what.add(new AdaptEvent.RunEnded(asked.run(), domain, asked.version(), asked.failure(), asked.steps()));
        if (asked.version() != null) {
            what.add(new AdaptEvent.ModelAdded(asked.version(), sha256, asked.trainer(), asked.run()));
            what.add(new AdaptEvent.Challenged(domain, asked.version(), asked.trainer(), asked.run()));
        }
        return now(run.ended(now, asked.version(), asked.failure()), what.toArray(What[]::new));
    }

    /** A gate has said what it says. */
    Outcome judge(AdaptCommand.EndGate asked, long now) {
        RunRecord run = held(asked.run(), asked.trainer(), asked.epoch());
        if (run == null) {
            return Outcome.refused(asked, asked.trainer() + " does not have " + asked.run() + " any more");
        }
        if (!(run.order() instanceof GateOrder order)
                || (asked.verdict() == null) == (asked.failure() == null)
                || (asked.verdict() == null) != (asked.report() == null)) {
            return Outcome.refused(asked, asked.run() + " is no gate, or this is not what one comes to");
        }
        AdaptEvent.GateEnded ended = new AdaptEvent.GateEnded(
                asked.run(),
                order.domain(),
                order.challenger(),
                asked.verdict(),
                asked.reasons(),
                asked.report() == null ? "" : Checksum.sha256(asked.report().getBytes(StandardCharsets.UTF_8)),
                asked.measured(),
                asked.failure());
        return now(run.judged(now, asked.verdict() == null ? null : asked.verdict().name(), asked.failure()), ended);
    }

    /** The run if that very claim holds: one that has run out holds until somebody else has claimed it. */
    private @Nullable RunRecord held(String name, String trainer, int epoch) {
        RunRecord run = runs.get(name);
        return run != null && !run.hasEnded() && trainer.equals(run.trainer()) && run.epoch() == epoch ? run : null;
    }

    Optional<RunRecord> open(String domain) {
        return of(domain).stream().filter(run -> !run.hasEnded()).findFirst();
    }

    private List<RunRecord> of(String domain) {
        return runs.values().stream()
                .filter(run -> run.order().domain().equals(domain))
                .toList();
    }

    private List<RunRecord> trainings(String domain) {
        return of(domain).stream().filter(run -> run.order() instanceof TrainingOrder).toList();
    }

    private List<RunRecord> gates(String domain) {
        return of(domain).stream().filter(run -> run.order() instanceof GateOrder).toList();
    }
}
