package org.larmor.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.coil.MapStore;
import org.larmor.telemetry.Telemetry;

/**
 * Takes the jobs of a pool and answers each with its terminal result. Starts at once; the group's settings and the topics
 * have to be there before.
 */
public final class Worker implements AutoCloseable {
    /** The part of the heap that coil maps may fill, of all scans together. */
    private static final int MAPS_ONE_IN = 8;

    private static final int FRAMES_ONE_IN = 3;

    private static final Duration GRACE = Duration.ofSeconds(10);

    private record Station(JobLoop loop, Thread thread, JobWork work, ExecutorService compute) {}

    private final ResultWriter results;
    private final WorkerMeters meters;
    private final List<Station> stations = new ArrayList<>();

    /**
     * @param reconstructors makes one for each loop, on the thread that uses and closes it
     * @param telemetry gets the worker's meters and its clients'
     */
    public Worker(WorkerSettings settings, Supplier<? extends Reconstructor> reconstructors, Telemetry telemetry) {
        this(
                settings,
                reconstructors,
                telemetry,
                new Semaphore(settings.parallel(), true),
                new FrameMemory(Runtime.getRuntime().maxMemory() / FRAMES_ONE_IN));
    }

    /**
     * The same beside other workers of this process.
     *
     * @param computing has a permit for each reconstruction that the machine is to do at the same time
     * @param memory of the frames of all of them
     */
    public Worker(
            WorkerSettings settings,
            Supplier<? extends Reconstructor> reconstructors,
            Telemetry telemetry,
            Semaphore computing,
            FrameMemory memory) {
        Deliveries deliveries = Deliveries.of(settings.kafka(), settings.pool());
        this.results = new ResultWriter(settings.kafka(), telemetry);
        this.meters = new WorkerMeters(telemetry.registry(), settings.pool());
        ScanContexts contexts = new ScanContexts(
                settings.contextBytes(),
                new MapStore(Runtime.getRuntime().maxMemory() / MAPS_ONE_IN));
        ChunkCache passed = new ChunkCache(settings.contextBytes() / 2);
        CrashGuard guard = new CrashGuard();
        for (int i = 0; i < settings.loops(); i++) {
            String name = "worker-" + meters.pool() + "-" + i;
            JobWork work = new JobWork(
                    settings, reconstructors, computing, memory, contexts, passed, results, deliveries, telemetry);
            ExecutorService compute = Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name(name + "-compute").factory());
            compute.execute(work::prepare);
            JobLoop loop =
                    new JobLoop(() -> new JobLease(settings, telemetry), work, compute, deliveries, guard, meters);
            Thread thread = Thread.ofPlatform().name(name).start(loop);
            stations.add(new Station(loop, thread, work, compute));
        }
    }

    /** Whether every loop takes jobs and has what reconstructs them. */
    public boolean ready() {
        return stations.stream()
                .allMatch(station -> station.thread().isAlive() && station.work().isPrepared());
    }

    /** Whether every loop goes on. */
    public boolean alive() {
        return stations.stream().allMatch(station -> station.thread().isAlive());
    }

    /** Finishes what is being worked on within ten seconds, releases the rest to other workers. */
    @Override
    public void close() {
        close(GRACE);
    }

    /** The same with another grace; computations that cannot be interrupted are left to end by themselves. */
    public void close(Duration grace) {
        stations.forEach(station -> station.loop().stop(grace.toNanos()));
        boolean interrupted = false;
        for (Station station : stations) {
            try {
                station.thread().join();
                station.compute().execute(station.work()::close);
                station.compute().shutdown();
                station.compute().awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
                station.compute().shutdownNow();
            }
        }
        stations.clear();
        meters.close();
        results.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
