package org.larmor.adapt.lineage;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version of a model and where it comes from.
 *
 * @param sha256 of its weights, in hexadecimal; null where no event names it
 * @param added who brought or made it, and why; null likewise
 * @param training what it was made by, null where that was no run of this site
 * @param gates what was said of it, in their order
 * @param served when it came to serve which domain, and how it ceased to, in words, in their order
 * @param parent the version that its training started from, null where that is not known
 */
public record Generation(
        String version,
        @Nullable String sha256,
        @Nullable String added,
        @Nullable Training training,
        List<Gate> gates,
        List<String> served,
        @Nullable String parent) {
    public Generation {
        gates = List.copyOf(gates);
        served = List.copyOf(served);
    }

    /**
     * A run.
     *
     * @param policy hash of the policy by which it was ordered
     * @param scans how many samples of which scan were learned from
     * @param forgotten those of the scans that have been forgotten since
     * @param proxies ids of slices
     */
    public record Training(
            String run,
            String policy,
            int steps,
            long seed,
            Map<String, Integer> scans,
            List<String> forgotten,
            List<String> proxies) {
        public Training {
            forgotten = List.copyOf(forgotten);
            proxies = List.copyOf(proxies);
        }
    }

    /**
     * A gate.
     *
     * @param verdict null where it failed
     * @param criteria hash of what it was judged by
     * @param report hash of its report
     */
    public record Gate(
            String run, String domain, @Nullable String verdict, List<String> reasons, String criteria, String report) {
        public Gate {
            reasons = List.copyOf(reasons);
        }
    }
}
