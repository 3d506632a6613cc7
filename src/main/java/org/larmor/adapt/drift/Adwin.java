package org.larmor.adapt.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adaptive windowing (Bifet and Gavaldà, "Learning from time-changing data with adaptive windowing", 2007): keeps the
 * values since the mean last changed. After each value every cut of the window into an older and a newer part is tried;
 * where their means differ by more than chance allows, the older part goes. With n values in the window, n₀ and n₁ in the
 * parts, 1/m = 1/n₀ + 1/n₁, σ² the window's variance and values from 0 to 1, chance allows
 * {@code √(2/m · σ² · ln(2n/δ)) + 2/(3m) · ln(2n/δ)} (their equation for the normal approximation, each of n cuts with its
 * part of δ). One thread's.
 */
public final class Adwin {
    /** Values in a part, at least. */
    private static final int FEWEST = 5;

    /** Beyond it the oldest value goes: a bound on work, far above what a change needs to be seen. */
    private static final int LONGEST = 4096;

    private final double delta;
    private final double low;
    private final double range;
    private final List<Double> window = new ArrayList<>();
    private long seen;

    /**
     * The mean has changed.
     *
     * @param from number of the first value after the change, counted from 0 over all values
     * @param before mean of the window's values before it
     * @param after mean of those since
     */
    public record Change(long from, double before, double after) {}

    /**
     * @param delta how likely a value may be taken for a change where there is none
     * @param low smaller values count as this
     * @param high larger values count as this
     */
    public Adwin(double delta, double low, double high) {
        if (!(delta > 0 && delta < 1) || !(high > low)) {
            throw new IllegalArgumentException("δ " + delta + ", values from " + low + " to " + high);
        }
        this.delta = delta;
        this.low = low;
        this.range = high - low;
    }

    /** Takes a value; says where the mean changed if it now shows. */
    public Optional<Change> add(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("not a number");
        }
        window.add((Math.clamp(value, low, low + range) - low) / range);
        seen++;
        if (window.size() > LONGEST) {
            window.removeFirst();
        }
        int cut = cut();
        if (cut == 0) {
            return Optional.empty();
        }
        double before = mean(window.subList(0, cut));
        window.subList(0, cut).clear();
        return Optional.of(new Change(seen - window.size(), low + range * before, mean()));
    }

    /** Values since the last change. */
    public int size() {
        return window.size();
    }

    /** The mean of the values since the last change. */
    public double mean() {
        return low + range * mean(window);
    }

    /** Values in the older part of the cut that is furthest beyond chance; 0 where none is. */
    private int cut() {
        int n = window.size();
        double sum = 0;
        double squares = 0;
        for (double value : window) {
            sum += value;
            squares += value * value;
        }
        double variance = Math.max(0, squares / n - sum / n * (sum / n));
        double log = Math.log(2 * n / delta);
        double older = 0;
        double most = 0;
        int best = 0;
        for (int cut = 1; cut <= n - FEWEST; cut++) {
            older += window.get(cut - 1);
            if (cut < FEWEST) {
                continue;
            }
            double perValue = 1.0 / cut + 1.0 / (n - cut);
            double chance = Math.sqrt(2 * perValue * variance * log) + 2.0 / 3 * perValue * log;
            double beyond = Math.abs(older / cut - (sum - older) / (n - cut)) / chance;
            if (beyond > 1 && beyond > most) {
                most = beyond;
                best = cut;
            }
        }
        return best;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
