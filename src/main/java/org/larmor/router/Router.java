package org.larmor.router;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.NewerRecordException;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the router's topology against a broker whose topics are there. Several routers share the partitions; what one
 * leaves behind, another takes up.
 */
public final class Router implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaStreams streams;
    private final RouterProgress progress;

    private Router(KafkaStreams streams, RouterProgress progress) {
        this.streams = streams;
        this.progress = progress;
    }

    /**
     * Starts routing; {@link #ready} says when it does.
     *
     * @param state a folder of this router's own
     * @param standbys copies of its state that other routers keep at hand, where there are others
     */
    public static Router start(
            KafkaConnection kafka,
            Path state,
            int standbys,
            RouterPolicy policy,
            ModelDirectory models,
            Gathering gathering,
            Backlog backlog) {
        RouterProgress progress = new RouterProgress();
        KafkaStreams streams = kafka.streams(
                RouterTopology.build(policy, models, gathering, backlog, progress, InstantSource.system()),
                RouterSettings.streams(state, standbys, progress));
        streams.setUncaughtExceptionHandler(failure -> onFailure(failure, progress));
        streams.setStateListener((now, before) -> LOG.info("Router {} (was {})", now, before));
        streams.start();
        return new Router(streams, progress);
    }

    /** Whether its partitions are assigned and its state restored. */
    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether it goes on by itself; false once it failed for good or was closed. */
    public boolean alive() {
        return streams.state().isRunningOrRebalancing() || streams.state() == KafkaStreams.State.CREATED;
    }

    /** Scans that have not ended. */
    public long openScans() {
        return progress.openScans();
    }

    /** Jobs that it has sent and of which it has no answer. */
    public long awaitedFrames() {
        return progress.awaitedFrames();
    }

    /** Records that it has sent to the dead letters. */
    public long deadLetters() {
        return progress.deadLetters();
    }

    /** For those who bind metrics; they do not close it. */
    public KafkaStreams streams() {
        return streams;
    }

    /** Leaves its partitions to others; nothing is lost. */
    @Override
    public void close() {
        CloseOptions leaving = CloseOptions.timeout(STOPS_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        if (!streams.close(leaving)) {
            LOG.warn("The router did not stop within {} s", STOPS_WITHIN.toSeconds());
        }
    }

    /**
     * A thread that died is replaced and reads on from the last commit; but not after an error of the JVM itself, not
     * where a newer program is needed, and not at an event at which others died before it.
     */
    private static StreamThreadExceptionResponse onFailure(Throwable failure, RouterProgress progress) {
        OutOfMemory.endIfMeantBy(failure);
        // A log that cannot be reached is nothing that an event has done.
        RouterProgress.Place fatal = isOutage(failure) ? null : progress.died();
        if (NewerRecordsStop.isNewer(failure)) {
            LOG.error("The router stops: {}", newer(failure));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("The router failed", failure);
        if (fatal != null) {
            LOG.error("The router has failed for good at {} of mrd.index", fatal);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (failure instanceof Error) {
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LockSupport.parkNanos(PAUSE.toNanos()); // on the thread that dies: a lasting fault must not spin
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }

    private static String newer(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof NewerRecordException)) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
