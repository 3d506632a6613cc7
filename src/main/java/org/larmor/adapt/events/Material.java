package org.larmor.adapt.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ProxySlice;

/**
 * What there is to make a run of.
 *
 * @param champion what serves the domain
 * @param baseline what all its models are held against
 * @param samples of all domains
 */
record Material(String champion, String baseline, List<LedgerEntry> samples, Collection<ProxySlice> proxies) {
    /** A gate has to come to an end: of so many patients or scans, the latest, so many samples each are looked at. */
    private static final int MOST_UNITS = 64;

    private static final int MOST_OF_UNIT = 4;
    private static final int MOST_PROXIES = 64;

    /** Ids of the samples that a domain's model may learn from. */
    List<String> training(String domain) {
        return samples.stream()
                .filter(entry -> !entry.heldOut() && entry.sample().order().domain().equals(domain))
                .map(entry -> entry.sample().id())
                .toList();
    }

    /** The held-out samples that a domain's challenger is looked at with. */
    List<LedgerEntry> heldOut(String domain) {
        Map<String, List<LedgerEntry>> units = new LinkedHashMap<>();
        samples.stream()
                .filter(entry -> entry.heldOut() && entry.sample().order().domain().equals(domain))
                .sorted(Comparator.comparingLong(LedgerEntry::at)
                        .reversed()
                        .thenComparing(entry -> entry.sample().id()))
                .forEach(entry -> units.computeIfAbsent(
                                entry.sample().order().teaching().subject(), _ -> new ArrayList<>())
                        .add(entry));
        return units.values().stream()
                .limit(MOST_UNITS)
                .flatMap(unit -> spread(unit, MOST_OF_UNIT).stream())
                .toList();
    }

    /** Ids of the proxies that models learn from. */
    List<String> proxiesToLearnFrom() {
        return ids(false);
    }

    /** Ids of the proxies that models are measured by. */
    List<String> proxiesToMeasureBy() {
        return ids(true);
    }

    /** Likewise, no more than a gate looks at: evenly over all. */
    List<String> proxiesToLookAt() {
        return spread(proxiesToMeasureBy(), MOST_PROXIES);
    }

    private List<String> ids(boolean validation) {
        return proxies.stream()
                .filter(slice -> slice.validation() == validation)
                .map(ProxySlice::id)
                .sorted()
                .toList();
    }

    private static <T> List<T> spread(List<T> all, int most) {
        List<T> some = new ArrayList<>();
        int count = Math.min(most, all.size());
        for (int i = 0; i < count; i++) {
            some.add(all.get((int) ((long) i * all.size() / count)));
        }
        return some;
    }
}
