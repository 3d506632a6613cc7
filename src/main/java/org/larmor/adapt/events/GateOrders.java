package org.larmor.adapt.events;

import java.util.List;
import org.larmor.adapt.gate.Criteria;
import org.larmor.adapt.policy.Domain;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.LedgerEntry;

/** Fixes by what a challenger is judged, before anything of it is measured. */
final class GateOrders {
    private static final int USUAL_ACCELERATION = 4;
    private static final int MOST_ACCELERATIONS = 3;

    private GateOrders() {}

    static GateOrder order(
            String run, String domain, String challenger, AdaptState state, Material material, long now) {
        List<LedgerEntry> heldOut = material.heldOut(domain);
        int look = state.looks(domain) + 1;
        Criteria criteria = Criteria.usual(
                look,
                state.policy().domain(domain).map(Domain::proxies).orElse(List.of()),
                accelerations(heldOut),
                look);
        return new GateOrder(
                run,
                domain,
                challenger,
                material.champion(),
                material.baseline(),
                state.policy().hash(),
                criteria.json(),
                criteria.hash(),
                heldOut.stream().map(entry -> entry.sample().id()).toList(),
                material.proxiesToLookAt(),
                now);
    }

    /** Proxies are subsampled as the domain's scans are. */
    private static List<Integer> accelerations(List<LedgerEntry> heldOut) {
        List<Integer> seen = heldOut.stream()
                .map(entry -> (int) Math.round(entry.sample().shape().acceleration()))
                .filter(net -> net > 1)
                .distinct()
                .sorted()
                .limit(MOST_ACCELERATIONS)
                .toList();
        return seen.isEmpty() ? List.of(USUAL_ACCELERATION) : seen;
    }
}
