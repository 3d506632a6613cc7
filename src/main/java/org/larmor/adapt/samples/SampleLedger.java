package org.larmor.adapt.samples;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.larmor.adapt.policy.Caps;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.Side;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.StoredSample;
import org.larmor.bus.record.Teaching;

/**
 * Which samples count: a function of what has been counted so far, of the policy and of the time, which the one writer
 * asks. What has made room for others is remembered for a while, so that it still counts for its day and is known when it
 * comes again. One thread's.
 */
public final class SampleLedger {
    private static final long DAY_MS = 24L * 3600 * 1000;

    /** How many that have made room are remembered. */
    private static final int REMEMBERED = 20_000;

    /** By their ids, in the order in which they were counted. */
    private final Map<String, LedgerEntry> entries = new LinkedHashMap<>();

    private final Map<String, String> contents = new HashMap<>();
    private int gone;

    /** @param counted what was counted before, in whatever order */
    public SampleLedger(Collection<LedgerEntry> counted) {
        counted.stream()
                .sorted((a, b) -> Long.compare(a.at(), b.at()))
                .forEach(this::put);
    }

    /**
     * What a sample leads to.
     *
     * @param changes to the ledger, by id; null for what is forgotten
     * @param removed whose data are needed no longer
     * @param refusal why it does not count, empty where it does
     */
    public record Outcome(Map<String, Optional<LedgerEntry>> changes, List<StoredSample> removed, String refusal) {
        static Outcome refused(StoredSample sample, String why) {
            return new Outcome(Map.of(), List.of(sample), why);
        }
    }

    /** How many of a scan count. */
    public int of(String scan) {
        return (int) present().stream()
                .filter(entry -> entry.sample().scan().equals(scan))
                .count();
    }

    /** All that are remembered, those that have made room for others included. */
    public Collection<LedgerEntry> all() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** All that count. */
    public List<LedgerEntry> present() {
        return entries.values().stream().filter(entry -> !entry.gone()).toList();
    }

    /**
     * Counts a sample, if it counts.
     *
     * @param isForgotten whether nothing may be learned from a scan
     * @param now ms since the epoch
     */
    public Outcome add(StoredSample sample, Policy policy, Predicate<String> isForgotten, long now) {
        String domain = sample.order().domain();
        LedgerEntry known = entries.get(sample.id());
        if (known != null && known.sample().data().equals(sample.data())) {
            return new Outcome(Map.of(), List.of(), "it is counted"); // the same command once more
        }
        String why = refusal(sample, policy, isForgotten, now);
        if (!why.isEmpty()) {
            return Outcome.refused(sample, why);
        }
        boolean heldOut = policy.side(sample.order().teaching().subject()) == Side.HELD_OUT;
        Map<String, Optional<LedgerEntry>> changes = new LinkedHashMap<>();
        List<StoredSample> removed = new ArrayList<>();
        for (LedgerEntry leaving : leaving(domain, sample, policy.caps().bytes())) {
            LedgerEntry left = new LedgerEntry(leaving.sample(), leaving.heldOut(), leaving.at(), true);
            put(left);
            changes.put(leaving.sample().id(), Optional.of(left));
            removed.add(leaving.sample());
        }
        LedgerEntry counted = new LedgerEntry(sample, heldOut, now, false);
        put(counted);
        changes.put(sample.id(), Optional.of(counted));
        forgetOldest(changes);
        return new Outcome(changes, removed, "");
    }

    private String refusal(StoredSample sample, Policy policy, Predicate<String> isForgotten, long now) {
        Caps caps = policy.caps();
        String domain = sample.order().domain();
        Teaching of = sample.order().teaching();
        if (!policy.learns(domain)) {
            return "the policy does not let " + domain + " learn";
        }
        if (isForgotten.test(sample.scan())) {
            return "its scan was forgotten";
        }
        if (entries.containsKey(sample.id())) {
            return "the frame is counted already";
        }
        if (contents.containsKey(sample.content())) {
            return "the same data are counted already";
        }
        if (sample.data().bytes() > caps.bytes()) {
            return "it is larger than all samples of a domain may be";
        }
        int scan = 0;
        int patient = 0;
        int scanner = 0;
        int protocol = 0;
        int day = 0;
        for (LedgerEntry entry : entries.values()) {
            StoredSample other = entry.sample();
            scan += other.scan().equals(sample.scan()) ? 1 : 0;
            if (!other.order().domain().equals(domain)) {
                continue;
            }
            Teaching with = other.order().teaching();
            patient += !entry.gone() && with.subject().equals(of.subject()) ? 1 : 0;
            if (entry.at() / DAY_MS == now / DAY_MS) {
                scanner += with.scanner().equals(of.scanner()) ? 1 : 0;
                protocol += with.protocol().equals(of.protocol()) ? 1 : 0;
                day++;
            }
        }
        return scan >= caps.scan()
                ? "its scan has " + scan + " samples"
                : patient >= caps.patient()
                        ? "its patient has " + patient + " samples"
                        : scanner >= caps.scanner()
                                ? "its scanner has " + scanner + " samples today"
                                : protocol >= caps.protocol()
                                        ? "its protocol has " + protocol + " samples today"
                                        : day >= caps.day() ? domain + " has " + day + " samples today" : "";
    }

    /** Who has to go so that a sample fits: of the patients who were there first all that they have. */
    private List<LedgerEntry> leaving(String domain, StoredSample sample, long bound) {
        List<LedgerEntry> there = present().stream()
                .filter(entry -> entry.sample().order().domain().equals(domain))
                .toList();
        long bytes = sample.data().bytes()
                + there.stream().mapToLong(entry -> entry.sample().data().bytes()).sum();
        List<LedgerEntry> leaving = new ArrayList<>();
        Set<String> gone = new HashSet<>();
        for (LedgerEntry entry : there) {
            String subject = entry.sample().order().teaching().subject();
            if (bytes <= bound) {
                break;
            }
            if (gone.add(subject)) {
                for (LedgerEntry theirs : there) {
                    if (theirs.sample().order().teaching().subject().equals(subject)) {
                        leaving.add(theirs);
                        bytes -= theirs.sample().data().bytes();
                    }
                }
            }
        }
        return leaving;
    }

    /** Gives up a scan's samples. */
    public Outcome forget(String scan) {
        Map<String, Optional<LedgerEntry>> changes = new LinkedHashMap<>();
        List<StoredSample> removed = new ArrayList<>();
        for (LedgerEntry entry : List.copyOf(entries.values())) {
            if (entry.sample().scan().equals(scan)) {
                remove(entry);
                changes.put(entry.sample().id(), Optional.empty());
                removed.add(entry.sample());
            }
        }
        return new Outcome(changes, removed, "");
    }

    private void forgetOldest(Map<String, Optional<LedgerEntry>> changes) {
        if (gone <= REMEMBERED) {
            return;
        }
        for (LedgerEntry entry : List.copyOf(entries.values())) {
            if (gone > REMEMBERED && entry.gone()) {
                remove(entry);
                changes.put(entry.sample().id(), Optional.empty());
            }
        }
    }

    private void put(LedgerEntry entry) {
        LedgerEntry before = entries.put(entry.sample().id(), entry);
        contents.put(entry.sample().content(), entry.sample().id());
        gone += (entry.gone() ? 1 : 0) - (before != null && before.gone() ? 1 : 0);
    }

    private void remove(LedgerEntry entry) {
        entries.remove(entry.sample().id());
        contents.remove(entry.sample().content());
        gone -= entry.gone() ? 1 : 0;
    }
}
