package org.larmor.gateway;

import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.larmor.adapt.policy.Policy;
import org.larmor.bus.SiteKey;

/**
 * What a scan has of the gateway that it came to. Event loop only.
 *
 * @param gateway its id
 * @param policy what may be learned from, as it is now
 * @param siteKey hashes what the router has to tell apart without being told
 * @param partitions gives each scan its partition
 * @param budget of all that connections make the gateway hold
 * @param logs makes a scan's way into the log
 */
record ScanHome(
        String gateway, Supplier<Policy> policy, SiteKey siteKey, IntSupplier partitions, ByteBudget budget, Logs logs) {
    /** Makes a scan's way into the log. */
    @FunctionalInterface
    interface Logs {
        /** @param failed is told once when the log takes nothing more of the scan */
        ScanLog log(String scan, int partition, Consumer<String> failed);
    }
}
