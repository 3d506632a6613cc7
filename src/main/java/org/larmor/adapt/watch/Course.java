package org.larmor.adapt.watch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.larmor.adapt.gate.Costs;
import org.larmor.bus.record.Comparison;

/** How a champion and another version have done on the scans of a domain so far, each scan once. One thread's. */
public final class Course {
    private final String champion;
    private final String shadow;
    private final Set<String> scans = new HashSet<>();
    private final List<String> failures = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();
    private final ConfidenceSequence worse = new ConfidenceSequence();
    private final ConfidenceSequence better = new ConfidenceSequence();

    public Course(String champion, String shadow) {
        this.champion = champion;
        this.shadow = shadow;
    }

    /** Whether a comparison is one of these two, on a scan that has not been counted. */
    public boolean isNew(Comparison comparison) {
        return comparison.champion().equals(champion)
                && comparison.shadow().equals(shadow)
                && !scans.contains(comparison.scan());
    }

    /** Takes in what {@link #isNew}. */
    public void add(Comparison comparison) {
        scans.add(comparison.scan());
        if (comparison.byShadow() == null && comparison.failure() != null) {
            failures.add(comparison.failure());
        }
        if (comparison.byChampion() != null && comparison.byShadow() != null) {
            ratios.add(comparison.byShadow().seconds() / comparison.byChampion().seconds());
        }
        double dB = comparison.champions();
        if (!Double.isNaN(dB)) {
            worse.add(dB);
            better.add(-dB);
        }
    }

    public String champion() {
        return champion;
    }

    public String shadow() {
        return shadow;
    }

    /** How many scans were counted. */
    public int scans() {
        return scans.size();
    }

    /** What the champion's error is the larger by, dB, each scan within ±1. */
    public ConfidenceSequence championsError() {
        return worse;
    }

    /** The same of the other one. */
    public ConfidenceSequence shadowsError() {
        return better;
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
