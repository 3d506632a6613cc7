package org.larmor.router;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.larmor.bus.KafkaConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the backlog on a thread of its own. While it cannot be measured, the level stays what it was. */
public final class BacklogMonitor implements Backlog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogMonitor.class);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    private final BacklogProbe probe;
    private final Duration every;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile Level level = Level.NORMAL;
    private volatile double used;

    private BacklogMonitor(BacklogProbe probe, Duration every) {
        this.probe = probe;
        this.every = every;
        this.thread = Thread.ofPlatform().daemon().name("larmor-backlog").unstarted(this::watch);
    }

    /** @param every how long to pause between measurements */
    public static BacklogMonitor start(KafkaConnection kafka, Duration every) {
        BacklogMonitor monitor = new BacklogMonitor(new BacklogProbe(kafka, InstantSource.system()), every);
        monitor.thread.start();
        return monitor;
    }

    @Override
    public Level level() {
        return level;
    }

    /** Of the log's retention, the part that the oldest waiting job has used up: 0 = none waits, 1 = data is lost. */
    public double used() {
        return used;
    }

    private void watch() {
        try (probe) {
            do {
                measure();
            } while (!stopping.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("Stopped while measuring");
        }
    }

    private void measure() throws InterruptedException {
        try {
            used = probe.measure();
            Level now = RetentionUse.level(used);
            if (now != level) {
                LOG.warn("Backlog {} (was {}): {} % of retention used", now, level, Math.round(100 * used));
            }
            level = now;
        } catch (ExecutionException | KafkaException e) {
            LOG.warn("The backlog cannot be measured: {}", e.getMessage());
        }
    }

    /** Stops watching; the last level stays. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            if (!thread.join(STOPS_WITHIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
