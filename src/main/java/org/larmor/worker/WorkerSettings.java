package org.larmor.worker;

import java.time.Duration;
import org.larmor.bus.Pool;

/**
 * How a worker works.
 *
 * @param pool the queue it serves
 * @param loops jobs worked on at the same time
 * @param batch the most jobs one loop takes at once
 * @param deliveryLimit how often the share group delivers a record in all ({@code share.delivery.count.limit}); the last
 *     delivery is not tried but answered
 * @param loadTimeout how long a frame's chunks may take to load, an absent broker included; longer is tried again later
 * @param contextBytes the most memory that one loop keeps contexts of scans in, but for the scan at hand
 */
public record WorkerSettings(
        String bootstrap,
        Pool pool,
        int loops,
        int batch,
        int deliveryLimit,
        Duration loadTimeout,
        long contextBytes) {

    public WorkerSettings {
        if (loops < 1 || batch < 1 || deliveryLimit < 2) {
            throw new IllegalArgumentException(
                    "loops " + loops + ", batch " + batch + ", delivery limit " + deliveryLimit);
        }
    }

    /** One classical job per core. */
    public static WorkerSettings classic(String bootstrap) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new WorkerSettings(bootstrap, Pool.CLASSIC, cores, 1, 5, Duration.ofMinutes(2), 64L << 20);
    }

    public WorkerSettings withLoops(int count) {
        return new WorkerSettings(bootstrap, pool, count, batch, deliveryLimit, loadTimeout, contextBytes);
    }
}
