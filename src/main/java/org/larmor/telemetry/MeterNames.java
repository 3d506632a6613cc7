package org.larmor.telemetry;

/**
 * The names of our metrics, as Micrometer has them; Prometheus adds unit and {@code _total}. Labels never name a
 * patient, scan, session or connection.
 */
public final class MeterNames {
    /** Histogram, s; label {@code hop}: {@link Hop}. */
    public static final String FRAME_LATENCY = "larmor.frame.latency";

    /** Counter, bytes received from scanners. */
    public static final String INGEST_BYTES = "larmor.ingest.bytes";

    /** Counter, chunks acknowledged by the log. */
    public static final String INGEST_CHUNKS = "larmor.ingest.chunks";

    /** Gauge, s, how far a gateway's clock is ahead of the log's; 0 until it is measured. */
    public static final String CLOCK_SKEW = "larmor.gateway.clock.skew";

    /** Gauge, bytes that scanners' connections make the gateway hold; label {@code use}. */
    public static final String INGEST_HELD_BYTES = "larmor.ingest.held.bytes";

    /** Gauge, connections of scanners. */
    public static final String SESSIONS = "larmor.sessions";

    /** Counter; label {@code end}: closed, aborted, refused. */
    public static final String SCANS = "larmor.scans";

    /** Counter of terminal results; label {@code result}: images, none, failed. */
    public static final String FRAMES = "larmor.frames";

    /** Counter, images sent to scanners. */
    public static final String IMAGES = "larmor.images";

    /** Counter, HTTP requests of somebody who may not; label {@code reason}. */
    public static final String HTTP_REFUSED = "larmor.http.refused";

    /** Counter, records written to the dead-letter topic; label {@code role}. */
    public static final String DEAD_LETTERS = "larmor.dead.letters";

    /** Gauge, the part of {@code mrd.data}'s retention that the frame that waits longest has used; 1 = about to be lost. */
    public static final String BACKLOG_RETENTION_USED = "larmor.backlog.retention.used";

    /** Gauge, free bytes of the log's fullest disk; −1 while they are not known. */
    public static final String DISK_FREE_BYTES = "larmor.disk.free.bytes";

    /** Gauge, jobs that are not done; label {@code pool}. */
    public static final String JOBS_WAITING = "larmor.jobs.waiting";

    /** Counter, readouts received from scanners. */
    public static final String INGEST_READOUTS = "larmor.ingest.readouts";

    /** Counter of images that say that something is otherwise than asked for; label {@code mark}: {@code LarmorIncomplete} … */
    public static final String MARKED_IMAGES = "larmor.images.marked";

    /** Gauge, job loops at work; label {@code pool}. */
    public static final String BUSY_LOOPS = "larmor.worker.busy.loops";

    /** Gauge, bytes of a graphics processor's memory that all its processes hold; label {@code device}. */
    public static final String DEVICE_MEMORY_USED = "larmor.device.memory.used.bytes";

    /** Gauge, bytes of memory that a graphics processor has; label {@code device}. */
    public static final String DEVICE_MEMORY_TOTAL = "larmor.device.memory.total.bytes";

    /** Gauge, the part of the last moments in which a graphics processor computed, 0 to 1; label {@code device}. */
    public static final String DEVICE_UTILISATION = "larmor.device.utilisation";

    /** Counter, times that a device had not enough memory; label {@code step}: load, infer. */
    public static final String DEVICE_EXHAUSTED = "larmor.device.exhausted";

    private MeterNames() {}
}
