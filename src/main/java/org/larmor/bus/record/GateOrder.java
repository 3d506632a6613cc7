package org.larmor.bus.record;

import java.util.List;

/**
 * Whether a challenger may serve is to be measured.
 *
 * @param run its name
 * @param challenger the version that would like to serve
 * @param champion the version that serves
 * @param baseline the version that all are held against
 * @param policy hash of the policy by which it was ordered
 * @param criteria by what it is judged, JSON of the gate's own schema
 * @param criteriaHash SHA-256 of them, in hexadecimal
 * @param samples ids of held-out samples
 * @param proxies ids of the proxies that are measured by
 * @param at when it was ordered, ms since the epoch
 */
public record GateOrder(
        String run,
        String domain,
        String challenger,
        String champion,
        String baseline,
        String policy,
        String criteria,
        String criteriaHash,
        List<String> samples,
        List<String> proxies,
        long at)
        implements RunOrder {
    public GateOrder {
        samples = List.copyOf(samples);
        proxies = List.copyOf(proxies);
    }
}
