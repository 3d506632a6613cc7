package org.larmor.router;

import org.larmor.bus.Pool;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Job;
import org.larmor.mrd.FrameKey;

/**
 * A job whose answer has not come; a value of the store of that name.
 *
 * @param reissued how often it was sent again because it had vanished
 * @param since when the first chunk's event of its frame was written, by the log's time, ms since the epoch
 * @param first the lowest offset of its frame's chunks in {@code mrd.data}
 * @param bytes of its frame's chunks
 */
public record Awaited(
        String scan, FrameKey frame, int revision, Pool pool, int reissued, long since, long first, long bytes) {
    /** How often a job that vanished is given out again. */
    static final int MOST_REISSUES = 2;

    static Awaited of(Job job, long since) {
        return new Awaited(
                job.scan(),
                job.frame(),
                job.revision(),
                Pool.of(job.recipe()),
                0,
                since,
                job.chunks().stream().mapToLong(ChunkRef::offset).min().orElse(Long.MAX_VALUE),
                job.chunks().stream().mapToLong(ChunkRef::bytes).sum());
    }

    Awaited again() {
        return new Awaited(scan, frame, revision, pool, reissued + 1, since, first, bytes);
    }

    static String key(String scan, FrameKey frame, int revision) {
        return scan + "/" + frame + "/" + revision;
    }

    String key() {
        return key(scan, frame, revision);
    }
}
