package org.larmor.worker;

import java.time.Duration;
import org.larmor.bus.Pool;

/**
 * How a worker works.
 *
 * @param pool the queue it serves
 * @param loops jobs worked on at the same time
 * @param batch the most jobs one loop takes at once
 * @param loadTimeout how long a frame's chunks may take to load, an absent broker included; longer is tried again later
 * @param contextBytes the most memory that one loop keeps contexts of scans in, but for the scan at hand
 */
public record WorkerSettings(
        String bootstrap,
        Pool pool,
        int loops,
        int batch,
        Duration loadTimeout,
        long contextBytes) {

    public WorkerSettings {
        if (loops < 1 || batch < 1) {
            throw new IllegalArgumentException("loops " + loops + ", batch " + batch);
        }
    }

    /** One classical job per core. */
    public static WorkerSettings classic(String bootstrap) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new WorkerSettings(bootstrap, Pool.CLASSIC, cores, 1, Duration.ofMinutes(2), 64L << 20);
    }

    public WorkerSettings withLoops(int count) {
        return new WorkerSettings(bootstrap, pool, count, batch, loadTimeout, contextBytes);
    }
}
