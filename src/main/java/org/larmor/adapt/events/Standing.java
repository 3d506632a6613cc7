package org.larmor.adapt.events;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.drift.Drift;
import org.larmor.adapt.samples.SampleLedger;
import org.larmor.adapt.watch.Course;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.RunRecord;

/**
 * How the adaptation stands, for those who watch over it.
 *
 * @param faults places at which the chain of events was found broken
 * @param domains those that the policy names, and those that have anything
 */
record Standing(int faults, List<OfDomain> domains) {
    Standing {
        domains = List.copyOf(domains);
    }

    /** What a challenger waits for. */
    enum Stage {
        /** To be judged. */
        GATE,
        /** To be tried on scans as they come. */
        TRIAL,
        /** To be promoted by a person, or never. */
        PERSON;

        /** As a metric's label. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether a trainer has a run. */
    enum RunState {
        WAITING,
        CLAIMED;

        /** As a metric's label. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A run that has not ended. */
    record OpenRun(RunKind kind, RunState state) {
        static OpenRun of(RunRecord run, long now) {
            boolean isHeld = run.trainer() != null && now < run.until();
            return new OpenRun(RunKind.of(run.order()), isHeld ? RunState.CLAIMED : RunState.WAITING);
        }
    }

    /**
     * A domain's part.
     *
     * @param training samples that are learned from
     * @param heldOut samples that are kept from all training
     * @param bytes of both
     * @param run the one that has not ended, null where there is none
     * @param failing how many runs of each kind have failed since the last one that did not
     * @param challenger what it waits for, null where there is none
     * @param drift of the version that serves the domain, for each acceleration
     */
    record OfDomain(
            String domain,
            long training,
            long heldOut,
            long bytes,
            @Nullable OpenRun run,
            Map<RunKind, Integer> failing,
            @Nullable Stage challenger,
            Optional<Course> trial,
            Optional<Course> watch,
            List<Drift.Course> drift) {}

    /** @param now ms since the epoch */
    static Standing of(int faults, AdaptState state, RunBook runs, SampleLedger ledger, long now) {
        List<LedgerEntry> present = ledger.present();
        List<Drift.Course> drift = Drift.of(ledger.all());
        Set<String> domains = new TreeSet<>(state.awaiting());
        state.policy().domains().forEach(domain -> domains.add(domain.name()));
        state.aliases().values().stream()
                .map(ModelAlias::domain)
                .filter(domain -> !domain.equals(ModelAlias.GENERAL))
                .forEach(domains::add);
        present.forEach(entry -> domains.add(domain(entry)));
        return new Standing(
                faults,
                domains.stream()
                        .map(domain -> of(domain, state, runs, present, drift, now))
                        .toList());
    }

    private static OfDomain of(
            String domain,
            AdaptState state,
            RunBook runs,
            Collection<LedgerEntry> present,
            Collection<Drift.Course> drift,
            long now) {
        List<LedgerEntry> samples =
                present.stream().filter(entry -> domain(entry).equals(domain)).toList();
        long heldOut = samples.stream().filter(LedgerEntry::heldOut).count();
        Map<RunKind, Integer> failing = new EnumMap<>(RunKind.class);
        for (RunKind kind : RunKind.values()) {
            failing.put(kind, runs.failing(domain, kind));
        }
        Optional<OpenRun> open = runs.open(domain).map(run -> OpenRun.of(run, now));
        String serving = state.serving(domain);
        return new OfDomain(
                domain,
                samples.size() - heldOut,
                heldOut,
                samples.stream().mapToLong(entry -> entry.sample().data().bytes()).sum(),
                open.orElse(null),
                failing,
                stage(domain, state, open),
                state.shadows().trial(domain),
                state.shadows().watch(domain),
                drift.stream()
                        .filter(course -> course.stratum().domain().equals(domain)
                                && course.stratum().model().equals(serving))
                        .toList());
    }

    /** Whoever waits for nothing that happens by itself waits for a person. */
    private static @Nullable Stage stage(String domain, AdaptState state, Optional<OpenRun> open) {
        if (state.alias(domain, ModelAlias.Name.CHALLENGER).isEmpty()) {
            return null;
        }
        if (state.shadows().trial(domain).isPresent()) {
            return Stage.TRIAL;
        }
        boolean isJudged = state.awaited(domain).isEmpty()
                && open.filter(run -> run.kind() == RunKind.GATE).isEmpty();
        return isJudged ? Stage.PERSON : Stage.GATE;
    }

    private static String domain(LedgerEntry entry) {
        return entry.sample().order().domain();
    }
}
