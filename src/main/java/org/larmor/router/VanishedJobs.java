package org.larmor.router;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds jobs of a partition that their share group has finished and nobody has answered: the last delivery's worker died,
 * and the group dropped the job. A job that only waits, however long, is none. Used by one thread.
 */
final class VanishedJobs {
    /** How long after its end by the group's count a job's answer may still be on its way here. */
    private static final long ANSWERS_WITHIN_MS = 5_000;

    private final Backlog backlog;

    /** By job, what the ticks so far have told of it. */
    private Map<String, Known> known = new HashMap<>();

    /**
     * What is known of a job; times are the log's, ms since the epoch.
     *
     * @param sentBefore before which it was sent for certain
     * @param finishedAt when its group was first measured to have finished it
     */
    private record Known(long sentBefore, long finishedAt) {
        private static final long NOT_YET = Long.MAX_VALUE;

        /** The first tick after a job was sent may have been written before it: it tells no time yet. */
        static final Known ONE_TICK = new Known(NOT_YET, NOT_YET);

        /** With one more tick, and what the group has finished by then. */
        Known after(long now, Backlog.Finished finished) {
            if (sentBefore == NOT_YET) {
                return new Known(now, NOT_YET);
            }
            boolean seen = finishedAt == NOT_YET && finished.before() > sentBefore + ANSWERS_WITHIN_MS;
            return seen ? new Known(sentBefore, finished.measuredAt()) : this;
        }

        boolean vanished(long now) {
            return finishedAt != NOT_YET && now > finishedAt + ANSWERS_WITHIN_MS;
        }
    }

    VanishedJobs(Backlog backlog) {
        this.backlog = backlog;
    }

    /**
     * Those that have vanished by now.
     *
     * @param awaited all jobs that are waited for
     * @param now when the tick at hand was written, by the log's time, ms since the epoch
     */
    List<Awaited> find(List<Awaited> awaited, long now) {
        Map<String, Known> next = new HashMap<>();
        List<Awaited> vanished = new ArrayList<>();
        for (Awaited job : awaited) {
            Known before = known.get(job.key());
            Known is = before == null ? Known.ONE_TICK : before.after(now, backlog.finished(job.pool()));
            if (is.vanished(now)) {
                vanished.add(job); // given out again, it begins anew
            } else {
                next.put(job.key(), is);
            }
        }
        known = next;
        return vanished;
    }
}
