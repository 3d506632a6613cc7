package org.larmor.adapt.watch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.larmor.adapt.gate.Costs;
import org.larmor.bus.record.ScanComparison;

/** How a champion and another version have done on a domain's scans so far: one scan of each patient, since those of one are alike, and
 * the same data once, whoever sent them. One thread's. */
public final class Course {
    private final String champion;
    private final String shadow;
    private final Set<String> units = new HashSet<>();
    private final Set<String> contents = new HashSet<>();
    private final List<String> failures = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();
    private final ConfidenceSequence worse = new ConfidenceSequence();
    private final ConfidenceSequence better = new ConfidenceSequence();
    private long bytes;

    public Course(String champion, String shadow) {
        this.champion = champion;
        this.shadow = shadow;
    }

    /** Whether a comparison is one of these two, of somebody and on data that have not been counted. */
    public boolean isNew(ScanComparison comparison) {
        return comparison.champion().equals(champion)
                && comparison.shadow().equals(shadow)
                && !comparison.isVoid()
                && !units.contains(comparison.unit())
                && !contents.contains(comparison.content());
    }

    /** Takes in what {@link #isNew}. */
    public void add(ScanComparison comparison) {
        units.add(comparison.unit());
        contents.add(comparison.content());
        if (comparison.byShadow() == null) {
            failures.add(String.valueOf(comparison.failure()));
        } else {
            bytes = Math.max(bytes, comparison.byShadow().bytes());
        }
        if (comparison.byChampion() != null && comparison.byShadow() != null) {
            ratios.add(comparison.byShadow().seconds() / comparison.byChampion().seconds());
        }
        worse.add(comparison.champions());
        better.add(-comparison.champions());
    }

    public String champion() {
        return champion;
    }

    public String shadow() {
        return shadow;
    }

    /** How many scans were counted, each of another patient. */
    public int scans() {
        return units.size();
    }

    /** What the champion's error is the larger by, dB, each scan within ±1. */
    public ConfidenceSequence championsError() {
        return worse;
    }

    /** The same of the other one. */
    public ConfidenceSequence shadowsError() {
        return better;
    }

    /** The most by which the process grew while the other one computed, bytes. */
    public long bytes() {
        return bytes;
    }

    /** Why the other one failed on the first scan on which it did; empty where it never has. */
    public Optional<String> failure() {
        return failures.stream().findFirst();
    }

    /** How long the other one took for a frame, as a multiple of the champion's time: median; empty where it is too few. */
    public Optional<Double> time() {
        return Optional.ofNullable(Costs.of(ratios.stream().mapToDouble(Double::doubleValue).toArray(), 1).seconds());
    }
}
