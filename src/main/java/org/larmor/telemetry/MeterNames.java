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

    /** Counter; label {@code end}: how they ended. */
    public static final String SCANS = "larmor.scans";

    /** Counter of terminal results; label {@code result}. */
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

    /** Gauge, bytes of that disk that are kept from new scans; −1 while they are not known. */
    public static final String DISK_KEPT_BYTES = "larmor.disk.kept.bytes";

    /** Gauge, scans that the router knows and that have not ended. */
    public static final String SCANS_OPEN = "larmor.scans.open";

    /** Gauge, frames that are coming in from scanners and are not whole. */
    public static final String FRAMES_INCOMING = "larmor.frames.incoming";

    /** Gauge, jobs that the router has sent and of which it has no answer. */
    public static final String FRAMES_AWAITED = "larmor.frames.awaited";

    /** Gauge, jobs that are not done; label {@code pool}. */
    public static final String JOBS_WAITING = "larmor.jobs.waiting";

    /** Counter, readouts received from scanners. */
    public static final String INGEST_READOUTS = "larmor.ingest.readouts";

    /** Counter of images that say that something is otherwise than asked for; label {@code mark}: {@code LarmorIncomplete} … */
    public static final String MARKED_IMAGES = "larmor.images.marked";

    /** Gauge, job loops at work; label {@code pool}. */
    public static final String BUSY_LOOPS = "larmor.worker.busy.loops";

    /** Counter, chunks that jobs were given; label {@code from}: memory where they were handed over or read already, log. */
    public static final String CHUNKS_LOADED = "larmor.chunks.loaded";

    /** Counter, deliveries of jobs; labels {@code pool} and {@code outcome}. */
    public static final String JOBS = "larmor.jobs";

    /** Counter, images that were to be checked before they were sent; label {@code outcome}. */
    public static final String QUALITY_CHECKS = "larmor.quality.checks";

    /** Summary, NMSE of learned images on lines that were kept from the model. */
    public static final String QUALITY_ERROR = "larmor.quality.error";

    /** Gauge, 1 where a role of this process is ready, else 0; label {@code role}. */
    public static final String ROLE_READY = "larmor.role.ready";

    /** Gauge, 1 while a trainer does a run, else 0. */
    public static final String TRAINER_BUSY = "larmor.trainer.busy";

    /** Gauge, 1 where this process writes {@code adapt.events}, else 0; all else of the adaptation is known there alone. */
    public static final String ADAPT_OFFICE = "larmor.adapt.office";

    /** Counter, events of the adaptation that this process has written; label {@code event}: its name in the log. */
    public static final String ADAPT_EVENTS = "larmor.adapt.events";

    /** Gauge, places at which the chain of {@code adapt.events} was found broken. */
    public static final String ADAPT_CHAIN_FAULTS = "larmor.adapt.chain.faults";

    /** Gauge, samples that count; labels {@code domain} and {@code side}. */
    public static final String ADAPT_SAMPLES = "larmor.adapt.samples";

    /** Gauge, bytes of them; label {@code domain}. */
    public static final String ADAPT_SAMPLE_BYTES = "larmor.adapt.sample.bytes";

    /** Gauge, runs that have not ended; labels {@code domain}, {@code kind} and {@code state}. */
    public static final String ADAPT_RUNS_OPEN = "larmor.adapt.runs.open";

    /** Gauge, runs that have failed since the last one that did not; labels {@code domain} and {@code kind}. */
    public static final String ADAPT_RUNS_FAILING = "larmor.adapt.runs.failing";

    /** Gauge, challengers; labels {@code domain} and {@code stage}: what they wait for. */
    public static final String ADAPT_CHALLENGERS = "larmor.adapt.challengers";

    /** Gauge, scans of the trial or watch that goes on; labels {@code domain} and {@code kind}. */
    public static final String ADAPT_COMPARED_SCANS = "larmor.adapt.compared.scans";

    /** Gauge, dB, by how much the champion's error is the larger there, mean over scans; labels as above. */
    public static final String ADAPT_CHAMPIONS_EXCESS = "larmor.adapt.champions.excess.decibels";

    /** Gauge, NMSE of the champion on samples' hidden lines; labels {@code domain} and {@code acceleration}. */
    public static final String ADAPT_HIDDEN_ERROR = "larmor.adapt.hidden.error";

    /** Gauge, how often that has changed while this champion served; labels as above. */
    public static final String ADAPT_DRIFT_CHANGES = "larmor.adapt.drift.changes";

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
