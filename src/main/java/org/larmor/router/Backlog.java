package org.larmor.router;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.Pool;

/** How far the workers are behind, measured against what the log still keeps. */
@FunctionalInterface
public interface Backlog {
    /** A backlog that never grows. */
    Backlog NONE = () -> Level.NORMAL;

    /** What to do about it. */
    enum Level {
        /** Nothing. */
        NORMAL,
        /** Jobs wait so long that data may expire before it is read: cheaper recipes only. */
        NEAR,
        /** Data of new scans would displace data that was accepted: no new scans. */
        FULL
    }

    /**
     * What a pool's workers have finished, by the log's time, ms since the epoch.
     *
     * @param before every job sent before that is finished, by the count of their share group
     * @param measuredAt when that was so
     */
    record Finished(long before, long measuredAt) {
        /** Nothing is known. */
        static final Finished UNKNOWN = new Finished(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The level now. Must not block. */
    Level level();

    /** Why the log's disks take no new scan, for its scanner; empty where they do. Must not block. */
    default Optional<String> diskRefusal() {
        return Optional.empty();
    }

    /** Why a running scan cannot go on, for its scanner; empty where it can. Must not block. */
    default Optional<String> diskFull() {
        return Optional.empty();
    }

    /** Says that so many bytes more are in the log, by the log's time {@code at}, ms since the epoch. Must not block. */
    default void stored(long bytes, long at) {}

    /** What the pool's workers have finished. Must not block. */
    default Finished finished(Pool pool) {
        return Finished.UNKNOWN;
    }

    /** Says which of a partition's jobs waits longest for its answer; null where none does. Must not block. */
    default void waits(int partition, @Nullable Awaited oldest) {}
}
