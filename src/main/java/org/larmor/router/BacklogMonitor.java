package org.larmor.router;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
    private volatile Map<Pool, BacklogProbe.PoolState> pools = Map.of();
    private volatile Level level = Level.NORMAL;
    private volatile double used;
    private volatile Optional<DiskSpace> disk = Optional.empty();
    /** Bytes of k-space that were stored since the disk was measured. */
    private final LongAdder since = new LongAdder();
    /** When the disk was measured, by the log's time, ms since the epoch. */
    private volatile long measuredAt;

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
        return diskNow().flatMap(DiskSpace::refusal);
    }

    @Override
    public Optional<String> diskFull() {
        return diskNow().flatMap(DiskSpace::full);
    }

    @Override
    public void stored(long bytes, long at) {
        // a router that catches up reads of what the measurement saw already
        if (at >= measuredAt) {
            since.add(bytes);
        }
    }

    private Optional<DiskSpace> diskNow() {
        return disk.map(measured -> measured.after(since.sum()));
    }

    /** Free bytes of the log's fullest disk; −1 while they are not known. */
    public double freeBytes() {
        return disk.map(DiskSpace::free).orElse(-1L);
    }

    /** Bytes of that disk that are kept from new scans; −1 while they are not known. */
    public double keptBytes() {
        return disk.map(DiskSpace::kept).orElse(-1L);
    }

    @Override
    public Finished finished(Pool pool) {
        BacklogProbe.PoolState state = pools.get(pool);
        return state == null ? Finished.UNKNOWN : state.finished();
    }

    /** Jobs of a pool that are not done, those that workers have included. */
    public long jobs(Pool pool) {
        BacklogProbe.PoolState state = pools.get(pool);
        return state == null ? 0 : state.waiting();
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

    /** @param before how much had been stored when the measurement began */
    private void disk(Optional<DiskSpace> now, long before) {
        now.ifPresent(space -> {
            boolean refused = space.refusal().isPresent();
            if (refused != disk.flatMap(DiskSpace::refusal).isPresent()) {
                LOG.warn(
                        "The log's disk has {} of {} MB free: new scans are {}",
                        space.free() >> 20,
                        space.total() >> 20,
                        refused ? "refused" : "taken again");
            }
            disk = now;
            since.add(-before);
        });
    }

    private void measure() throws InterruptedException {
        try {
            long now = probe.now();
            if (now < 0) {
                return; // nobody has written a status yet
            }
            pools = probe.pools(now);
            measuredAt = now;
            long before = since.sum();
            DataLog log = probe.log();
            disk(log.disk(), before);
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
