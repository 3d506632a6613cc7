package org.larmor.worker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.ResultEvent;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Recipe;
import org.larmor.recon.ReconException;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.ScanContext;
import org.larmor.telemetry.FailPoint;

/**
 * What is done with one delivery of a job: load, reconstruct, write. It owns the loader and the reconstructor; one thread
 * uses and closes it.
 */
final class JobWork implements AutoCloseable {
    private final Deserializer<Job> jobs;
    private final Supplier<? extends Reconstructor> reconstructors;
    private final Semaphore computing;
    private final ResultWriter results;
    private final Deliveries deliveries;
    private final ChunkLoader loader;
    private final ScanContexts contexts;
    private volatile @Nullable Reconstructor reconstructor;

    /** @param computing lets as many frames be reconstructed at once as the machine is to */
    JobWork(
            WorkerSettings settings,
            Supplier<? extends Reconstructor> reconstructors,
            Semaphore computing,
            ScanContexts contexts,
            PassedChunks passed,
            ResultWriter results,
            Deliveries deliveries) {
        this.jobs = settings.pool().jobs().value().deserializer();
        this.reconstructors = reconstructors;
        this.computing = computing;
        this.results = results;
        this.deliveries = deliveries;
        this.loader = new ChunkLoader(settings.bootstrap(), passed, settings.loadTimeout());
        this.contexts = contexts;
    }

    /** Makes the reconstructor before the first job needs it: loading an engine takes seconds. */
    void prepare() {
        if (reconstructor == null) {
            reconstructor = reconstructors.get();
        }
    }

    boolean isPrepared() {
        return reconstructor != null;
    }

    /**
     * Leads a delivery to its terminal result. Whatever it throws is unexpected: another attempt may fare better.
     *
     * @return never {@link Outcome#RETRY}
     */
    Outcome work(ConsumerRecord<byte[], byte[]> delivery) throws InterruptedException {
        long taken = Micros.now();
        Job job;
        try {
            job = jobs.deserialize(delivery.topic(), delivery.value());
        } catch (RecordException e) {
            results.deadLetter(delivery, "not a job: " + e.getMessage());
            return Outcome.DEAD;
        }
        if (job == null) {
            results.deadLetter(delivery, "not a job: no value");
            return Outcome.DEAD;
        }
        if (deliveries.isLast(delivery)) {
            return giveUp(job, delivery, taken);
        }
        FailPoint.hit("worker.job-taken");
        try {
            return job.recipe() == Recipe.NULL ? swallow(job, taken) : reconstruct(job, taken);
        } catch (ReconException | ChunkException e) {
            results.terminal(job, failed(job, e.getMessage(), taken));
            return Outcome.FAILED;
        }
    }

    private Outcome reconstruct(Job job, long taken) throws ReconException, ChunkException, InterruptedException {
        FrameInput input = load(job);
        long loaded = Micros.now();
        FailPoint.hit("worker.chunks-loaded");
        FailPoint.hit("worker.frame." + job.frame());

        ReconImage image = compute(input);
        long reconstructed = Micros.now();
        FailPoint.hit("worker.reconstructed");

        ByteBuffer message = ImageWriter.message(job, input.scan().header(), image, 0);
        results.images(job, List.of(message), warnings(job, image), job.hops().worked(taken, loaded, reconstructed));
        FailPoint.hit("worker.results-written");
        return Outcome.IMAGES;
    }

    private FrameInput load(Job job) throws ChunkException {
        ScanContext scan = contexts.scan(job, loader);
        return new FrameInput(
                scan,
                job.frame(),
                job.recipe(),
                loader.load(job.scan(), job.partition(), job.chunks(), job.frame()::equals),
                contexts.calibration(job, loader),
                loader.load(
                        job.scan(),
                        job.partition(),
                        job.companions(),
                        frame -> frame.slot().equals(job.frame().slot())));
    }

    private ReconImage compute(FrameInput input) throws ReconException, InterruptedException {
        boolean sound = false;
        computing.acquire();
        try {
            prepare();
            ReconImage image = Objects.requireNonNull(reconstructor).reconstruct(input);
            sound = true;
            return image;
        } catch (ReconException e) {
            sound = true;
            throw e;
        } finally {
            computing.release();
            if (!sound) {
                // It failed in a way it does not know: the next attempt gets one that has seen nothing.
                discardReconstructor();
            }
        }
    }

    private Outcome swallow(Job job, long taken) throws InterruptedException {
        Hops hops = job.hops().worked(taken, taken, Micros.now());
        results.terminal(
                job, new ResultEvent.FrameNone(job.scan(), job.frame(), job.revision(), job.warnings(), hops));
        return Outcome.NONE;
    }

    /** The share group drops a record silently after its last delivery, so that one is answered instead of tried. */
    private Outcome giveUp(Job job, ConsumerRecord<byte[], byte[]> delivery, long taken) throws InterruptedException {
        String text = deliveries.whyGivenUp(delivery);
        results.terminal(job, failed(job, text, taken));
        results.deadLetter(delivery, text);
        return Outcome.DEAD;
    }

    private static ResultEvent.FrameFailed failed(Job job, String text, long taken) {
        return new ResultEvent.FrameFailed(
                job.scan(), job.frame(), job.revision(), text, job.warnings(), job.hops().worked(taken, 0, 0));
    }

    private static List<String> warnings(Job job, ReconImage image) {
        SequencedSet<String> warnings = new LinkedHashSet<>(job.warnings());
        warnings.addAll(image.warnings());
        return new ArrayList<>(warnings);
    }

    private void discardReconstructor() {
        if (reconstructor != null) {
            Reconstructor old = reconstructor;
            reconstructor = null;
            old.close();
        }
    }

    @Override
    public void close() {
        discardReconstructor();
        loader.close();
    }
}
