package org.larmor.adapt.drift;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.StoredSample;

/**
 * Whether a domain's scans have changed for the model that serves it: {@link Adwin} over the scans' mean logarithms of the
 * error on hidden k-space, for each domain, acceleration and model. A function of the ledger, which remembers samples'
 * scores also when they have made room for others. It is measured and shown, and starts nothing.
 */
public final class Drift {
    static final double DELTA = 0.002;

    /** From an error of 2 % to one of 160 %: beyond that it matters no more how far. A wider range finds later. */
    static final double LOWEST = -4;

    static final double HIGHEST = 0.5;

    private Drift() {}

    /**
     * What is compared among itself.
     *
     * @param acceleration net, to the nearest whole number
     */
    public record Stratum(String domain, int acceleration, String model) implements Comparable<Stratum> {
        @Override
        public int compareTo(Stratum other) {
            return Comparator.comparing(Stratum::domain)
                    .thenComparingInt(Stratum::acceleration)
                    .thenComparing(Stratum::model)
                    .compare(this, other);
        }
    }

    /**
     * A change.
     *
     * @param scan the first after it
     * @param at when that scan's first sample was counted, ms since the epoch
     * @param before mean logarithm of the error until then
     * @param after since then, as far as it was known when the change was found
     * @param found scans after the first that it took to find it
     */
    public record Change(String scan, long at, double before, double after, int found) {}

    /**
     * How a stratum stands.
     *
     * @param scans all of them
     * @param mean mean logarithm of the error since the last change
     * @param changes in their order
     */
    public record Course(Stratum stratum, int scans, double mean, List<Change> changes) {
        public Optional<Change> last() {
            return changes.isEmpty() ? Optional.empty() : Optional.of(changes.getLast());
        }
    }

    private static final class Scan {
        private final String id;
        private final long at;
        private double sum;
        private int count;

        Scan(String id, long at) {
            this.id = id;
            this.at = at;
        }
    }

    /** Each stratum that has scores. */
    public static List<Course> of(Collection<LedgerEntry> ledger) {
        Map<Stratum, Map<String, Scan>> strata = new TreeMap<>();
        ledger.stream()
                .sorted(Comparator.comparingLong(LedgerEntry::at)
                        .thenComparing(entry -> entry.sample().id()))
                .forEach(entry -> add(strata, entry));
        List<Course> courses = new ArrayList<>();
        strata.forEach((stratum, scans) -> courses.add(course(stratum, List.copyOf(scans.values()))));
        return courses;
    }

    private static void add(Map<Stratum, Map<String, Scan>> strata, LedgerEntry entry) {
        StoredSample sample = entry.sample();
        StoredSample.Score score = sample.score();
        if (score == null) {
            return;
        }
        Stratum stratum = new Stratum(
                sample.order().domain(), (int) Math.round(sample.shape().acceleration()), score.model());
        Scan scan = strata.computeIfAbsent(stratum, of -> new LinkedHashMap<>())
                .computeIfAbsent(sample.scan(), id -> new Scan(id, entry.at()));
        scan.sum += score.logError();
        scan.count++;
    }

    private static Course course(Stratum stratum, List<Scan> scans) {
        Adwin adwin = new Adwin(DELTA, LOWEST, HIGHEST);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < scans.size(); i++) {
            Optional<Adwin.Change> found = adwin.add(scans.get(i).sum / scans.get(i).count);
            if (found.isPresent()) {
                Scan first = scans.get((int) found.get().from());
                changes.add(new Change(
                        first.id,
                        first.at,
                        found.get().before(),
                        found.get().after(),
                        i - (int) found.get().from()));
            }
        }
        return new Course(stratum, scans.size(), adwin.mean(), List.copyOf(changes));
    }
}
