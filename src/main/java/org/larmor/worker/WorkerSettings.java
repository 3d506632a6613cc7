package org.larmor.worker;

import java.time.Duration;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Pool;

/**
 * How a worker works.
 *
 * @param kafka the cluster
 * @param pool the queue it serves
 * @param parallel reconstructions at the same time
 * @param loops jobs in hand at the same time: while some are reconstructed, others are loaded or written
 * @param batch the most jobs one loop takes at once, to be reconstructed together where they can
 * @param loadTimeout how long a frame's chunks may take to load, an absent broker included; longer is tried again later
 */
public record WorkerSettings(
        KafkaConnection kafka,
        Pool pool,
        int parallel,
        int loops,
        int batch,
        Duration loadTimeout) {

    /** On a processor a batch costs as much as its frames one by one, so it is kept short for the first one's sake. */
    private static final int LEARNED_BATCH = 2;

    public WorkerSettings {
        if (parallel < 1 || loops < 1 || batch < 1) {
            throw new IllegalArgumentException("parallel " + parallel + ", loops " + loops + ", batch " + batch);
        }
    }

    /** Classical reconstruction, so many frames at a time. */
    public static WorkerSettings classic(KafkaConnection kafka, int parallel) {
        return new WorkerSettings(
                kafka, Pool.CLASSIC, parallel, 2 * parallel, 1, Duration.ofMinutes(2));
    }

    /** Reconstruction by models, so many frames or batches at a time. */
    public static WorkerSettings learned(KafkaConnection kafka, int parallel) {
        return new WorkerSettings(
                kafka, Pool.LEARNED, parallel, parallel + 1, LEARNED_BATCH, Duration.ofMinutes(2));
    }

    /** Models held against each other, one scan after the other. */
    public static WorkerSettings shadow(KafkaConnection kafka) {
        return new WorkerSettings(kafka, Pool.SHADOW, 1, 1, 1, Duration.ofMinutes(2));
    }
}
