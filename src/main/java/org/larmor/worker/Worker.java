package org.larmor.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.kspace.ReconException;
import org.larmor.telemetry.OutOfMemory;
import org.larmor.telemetry.Telemetry;

/**
 * Takes the jobs of a pool and answers each with its terminal result. Starts at once; the group's settings and the topics
 * have to be there before.
 */
public final class Worker implements AutoCloseable {
    private static final int FRAMES_ONE_IN = 3;

    private static final Duration GRACE = Duration.ofSeconds(10);

    private record Station(JobLoop loop, Thread thread, LoopWork work, ExecutorService compute) {}

    /** Makes what one loop has done. */
    private interface Workshop {
        LoopWork work(ResultWriter results, Deliveries deliveries);
    }

    private final ResultWriter results;
    private final WorkerMeters meters;
    private volatile boolean closing;
    private final List<Station> stations = new CopyOnWriteArrayList<>();

    /**
     * @param reconstructors makes one for each loop, on the thread that uses and closes it
     * @param telemetry gets the worker's meters and its clients'
     */
    public Worker(WorkerSettings settings, Supplier<? extends Reconstructor> reconstructors, Telemetry telemetry) {
        this(
                settings,
                reconstructors,
                () -> SampleTaker.NONE,
                () -> QualityGauge.NONE,
                telemetry,
                new Semaphore(settings.parallel(), true),
                new WorkerMemory(Runtime.getRuntime().maxMemory() / FRAMES_ONE_IN));
    }

    /**
     * The same beside other workers of this process.
     *
     * @param takers makes one for each loop that is to store a sample, likewise
     * @param gauges makes one for each loop that is to check an image, likewise
     * @param computing has a permit for each reconstruction that the machine is to do at the same time
     * @param memory of all of them together
     */
    public Worker(
            WorkerSettings settings,
            Supplier<? extends Reconstructor> reconstructors,
            Supplier<? extends SampleTaker> takers,
            Supplier<? extends QualityGauge> gauges,
            Telemetry telemetry,
            Semaphore computing,
            WorkerMemory memory) {
        this(
                settings,
                telemetry,
                (results, deliveries) -> new JobWork(
                        settings, reconstructors, takers, gauges, computing, memory, results, deliveries, telemetry));
    }

    /**
     * Takes the jobs of the shadow pool, beside other workers of this process.
     *
     * @param comparers makes one for each loop, on the thread that uses and closes it
     */
    public static Worker shadow(
            WorkerSettings settings,
            Supplier<? extends ScanComparer> comparers,
            Telemetry telemetry,
            Semaphore computing,
            WorkerMemory memory) {
        return new Worker(
                settings,
                telemetry,
                (results, deliveries) ->
                        new ShadowWork(settings, comparers, computing, memory, results, deliveries, telemetry));
    }

    private Worker(WorkerSettings settings, Telemetry telemetry, Workshop workshop) {
        Deliveries deliveries = Deliveries.of(settings.kafka(), settings.pool());
        this.results = new ResultWriter(settings.kafka(), telemetry);
        this.meters = new WorkerMeters(telemetry.registry(), settings.pool());
        CrashGuard guard = new CrashGuard();
        for (int i = 0; i < settings.loops(); i++) {
            String name = "worker-" + meters.pool() + "-" + i;
            LoopWork work = workshop.work(results, deliveries);
            ExecutorService compute = Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name(name + "-compute").factory());
            compute.execute(work::prepare);
            JobLoop loop = new JobLoop(
                    () -> new JobLease(settings, telemetry),
                    work,
                    compute,
                    deliveries,
                    guard,
                    meters,
                    this::takeNoMore);
            Thread thread = Thread.ofPlatform().name(name).start(loop);
            stations.add(new Station(loop, thread, work, compute));
        }
    }

    /** One loop has met a job of a later version: each further one that took it would cost it a delivery. */
    private void takeNoMore() {
        stations.forEach(station -> station.loop().stop(GRACE.toNanos()));
    }

    /**
     * Has each loop do with a frame that nobody sent what it does with jobs' frames, between these. Begins at once.
     *
     * @return completed when all have; exceptionally where one could not, and when the worker is closed before. Where it is
     *     cancelled, the loops that have not begun do not
     */
    public CompletableFuture<Void> warm(FrameInput frame) {
        CompletableFuture<Void> wanted = new CompletableFuture<>();
        CompletableFuture<?>[] loops = stations.stream()
                .map(station -> CompletableFuture.runAsync(
                        () -> {
                            if (!wanted.isDone()) {
                                warm(station.work(), frame);
                            }
                        },
                        station.compute()))
                .toArray(CompletableFuture[]::new);
        var unused = CompletableFuture.allOf(loops).whenComplete((all, failure) -> {
            if (failure == null) {
                wanted.complete(null);
            } else {
                wanted.completeExceptionally(failure);
            }
        });
        return wanted;
    }

    private void warm(LoopWork work, FrameInput frame) {
        if (closing) {
            throw new CancellationException("the worker is closed");
        }
        try {
            work.warm(frame);
        } catch (ReconException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } catch (RuntimeException | Error e) {
            OutOfMemory.endIfMeantBy(e);
            throw e;
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
        closing = true;
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
