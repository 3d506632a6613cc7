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

    /** The first tick after a job was sent may have been written before it. */
    private static final long ONE_TICK = Long.MIN_VALUE;

    private final Backlog backlog;

    /** By job, the log's time before which it was sent for certain, as far as that is known. */
    private Map<String, Long> sentBefore = new HashMap<>();

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
        Map<String, Long> known = new HashMap<>();
        List<Awaited> vanished = new ArrayList<>();
        for (Awaited job : awaited) {
            Long before = sentBefore.get(job.key());
            if (before == null) {
                known.put(job.key(), ONE_TICK);
            } else if (before == ONE_TICK) {
                known.put(job.key(), now);
            } else if (isFinished(job, before, now)) {
                vanished.add(job); // given out again, it begins anew
            } else {
                known.put(job.key(), before);
            }
        }
        sentBefore = known;
        return vanished;
    }

    private boolean isFinished(Awaited job, long before, long now) {
        Backlog.Finished finished = backlog.finished(job.pool());
        return finished.before() > before + ANSWERS_WITHIN_MS && now > finished.measuredAt() + ANSWERS_WITHIN_MS;
    }
}
