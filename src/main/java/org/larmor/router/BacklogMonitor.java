package org.larmor.router;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Pool;
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
    private final Map<Integer, Awaited> waiting = new ConcurrentHashMap<>();
    private volatile Map<Pool, Finished> finished = Map.of();
    private volatile Level level = Level.NORMAL;
    private volatile double used;
    private volatile Optional<String> diskRefusal = Optional.empty();
    private volatile long free = -1;

    private BacklogMonitor(BacklogProbe probe, Duration every) {
        this.probe = probe;
        this.every = every;
        this.thread = Thread.ofPlatform().daemon().name("larmor-backlog").unstarted(this::watch);
    }

    /** @param every how long to pause between measurements */
    public static BacklogMonitor start(KafkaConnection kafka, Duration every) {
        BacklogMonitor monitor = new BacklogMonitor(new BacklogProbe(kafka), every);
        monitor.thread.start();
        return monitor;
    }

    @Override
    public Level level() {
        return level;
    }

    @Override
    public Optional<String> diskRefusal() {
        return diskRefusal;
    }

    /** Free bytes of the log's fullest disk; −1 while they are not known. */
    public double freeBytes() {
        return free;
    }

    @Override
    public Finished finished(Pool pool) {
        return finished.getOrDefault(pool, Finished.UNKNOWN);
    }

    @Override
    public void waits(int partition, @Nullable Awaited oldest) {
        if (oldest == null) {
            waiting.remove(partition);
        } else {
            waiting.put(partition, oldest);
        }
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

    private void disk(Optional<DiskSpace> now) {
        now.ifPresent(space -> {
            free = space.free();
            Optional<String> refusal = space.refusal();
            if (refusal.isPresent() != diskRefusal.isPresent()) {
                LOG.warn(
                        "The log's disk has {} of {} MB free: new scans are {}",
                        space.free() >> 20,
                        space.total() >> 20,
                        refusal.isPresent() ? "refused" : "taken again");
            }
            diskRefusal = refusal;
        });
    }

    private void measure() throws InterruptedException {
        try {
            long now = probe.now();
            if (now < 0) {
                return; // nobody has written a status yet
            }
            finished = probe.finished(now);
            DataLog log = probe.log();
            disk(log.disk());
            used = probe.used(
                    log,
                    waiting.entrySet().stream()
                            .map(entry -> new BacklogProbe.Waiting(entry.getKey(), entry.getValue()))
                            .toList(),
                    now);
            Level is = RetentionUse.level(used);
            if (is != level) {
                LOG.warn("Backlog {} (was {}): {} % of retention used", is, level, Math.round(100 * used));
            }
            level = is;
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
