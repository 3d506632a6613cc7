package org.larmor.worker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ChunkException;
import org.larmor.bus.Topics;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ResultEvent;
import org.larmor.recon.FrameInput;
import org.larmor.recon.FrameOutcome;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Recipe;
import org.larmor.telemetry.FailPoint;
import org.larmor.telemetry.OutOfMemory;
import org.larmor.telemetry.Telemetry;

/**
 * What is done with deliveries of jobs: load, reconstruct, write. It owns the loader and the reconstructor; one thread
 * uses and closes it.
 */
final class JobWork implements LoopWork {
    private final JobReader<Job> jobs;
    private final Supplier<? extends Reconstructor> reconstructors;
    private final Semaphore computing;
    private final FrameMemory frames;
    private final ResultWriter results;
    private final Deliveries deliveries;
    private final SampleTaking samples;
    private final QualityCheck quality;
    private final FrameLoader loader;
    private @Nullable Reconstructor reconstructor;
    private volatile boolean prepared;

    /** @param computing has a permit for each reconstruction that the machine is to do at the same time */
    JobWork(
            WorkerSettings settings,
            Supplier<? extends Reconstructor> reconstructors,
            Supplier<? extends SampleTaker> takers,
            Supplier<? extends QualityGauge> gauges,
            Semaphore computing,
            WorkerMemory memory,
            ResultWriter results,
            Deliveries deliveries,
            Telemetry telemetry) {
        this.jobs = new JobReader<>(Topics.JOBS_CLASSIC, results); // of both pools
        this.reconstructors = reconstructors;
        this.computing = computing;
        this.frames = memory.frames();
        this.samples = new SampleTaking(takers, memory.frames(), computing);
        this.quality = new QualityCheck(gauges, memory.frames(), computing, telemetry.registry());
        this.results = results;
        this.deliveries = deliveries;
        this.loader = new FrameLoader(settings, memory, telemetry);
    }

    /** Makes the reconstructor: loading an engine takes seconds. */
    @Override
    public void prepare() {
        if (reconstructor == null) {
            reconstructor = reconstructors.get();
            prepared = true;
        }
    }

    /** Stays so where a frame's failure cost the reconstructor: the next frame gets another, and none may be on its way. */
    @Override
    public boolean isPrepared() {
        return prepared;
    }

    @Override
    public void warm(FrameInput frame) throws InterruptedException, ReconException {
        WarmFrame.take(frame, frames, this::compute);
    }

    @Override
    public void work(List<Ticket> tickets) {
        List<LoadedJob> loaded = new ArrayList<>();
        for (Ticket ticket : tickets) {
            Ticket.ending(List.of(ticket), () -> {
                long taken = Micros.now();
                Job job = jobs.read(ticket);
                if (job != null) {
                    begin(ticket, job, taken, loaded);
                }
            });
        }
        reconstructAll(loaded);
    }

    private void reconstructAll(List<LoadedJob> loaded) {
        if (!loaded.isEmpty()) {
            List<LoadedJob> together = List.copyOf(loaded);
            loaded.clear();
            Ticket.ending(together.stream().map(LoadedJob::ticket).toList(), () -> reconstruct(together));
        }
    }

    /** A job whose chunks are here. */
    private record LoadedJob(Ticket ticket, Job job, FrameInput input, long taken, long loaded) {}

    /** Loads what is to be reconstructed, and ends what is not. */
    private void begin(Ticket ticket, Job job, long taken, List<LoadedJob> loaded) throws InterruptedException {
        if (deliveries.isLast(ticket.delivery())) {
            giveUp(ticket, job, taken);
            return;
        }
        FailPoint.hit("worker.job-taken");
        if (!job.recipe().makesImages()) {
            swallow(ticket, job, taken);
            return;
        }
        Optional<String> tooLarge = takeMemory(ticket, job, loaded);
        if (tooLarge.isPresent()) {
            fail(ticket, job, tooLarge.get(), taken);
            return;
        }
        FrameInput input;
        try {
            input = loader.load(job);
        } catch (ChunkException e) {
            fail(ticket, job, String.valueOf(e.getMessage()), taken);
            return;
        }
        LoadedJob ready = new LoadedJob(ticket, job, input, taken, Micros.now());
        FailPoint.hit("worker.chunks-loaded");
        FailPoint.hit("worker.frame." + job.frame());
        loaded.add(ready);
    }

    /**
     * Waits until the job's frame fits; gives its memory back with the ticket. What is loaded does not wait for it.
     *
     * @return why it never fits
     */
    private Optional<String> takeMemory(Ticket ticket, Job job, List<LoadedJob> loaded) throws InterruptedException {
        long bytes = FrameMemory.estimate(job);
        Optional<String> refusal = frames.refusal(bytes);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (!frames.tryTake(bytes)) {
            reconstructAll(loaded);
            frames.take(bytes);
        }
        var unused = ticket.outcome().whenComplete((outcome, failure) -> frames.giveBack(bytes));
        return refusal;
    }

    private void reconstruct(List<LoadedJob> loaded) throws InterruptedException {
        List<FrameOutcome> outcomes;
        try {
            outcomes = compute(loaded.stream().map(LoadedJob::input).toList());
        } catch (RuntimeException | Error e) {
            OutOfMemory.endIfMeantBy(e);
            if (loaded.size() == 1) {
                throw e;
            }
            // one of them is at fault: the others shall not fail with it
            loaded.forEach(one -> Ticket.ending(List.of(one.ticket()), () -> reconstruct(List.of(one))));
            return;
        }
        long reconstructed = Micros.now();
        FailPoint.hit("worker.reconstructed");
        List<LoadedJob> written = new ArrayList<>();
        for (int i = 0; i < loaded.size(); i++) {
            LoadedJob one = loaded.get(i);
            FrameOutcome outcome = outcomes.get(i);
            Ticket.ending(List.of(one.ticket()), () -> {
                switch (outcome) {
                    case FrameOutcome.Image(ReconImage image) -> {
                        if (write(one, image, reconstructed)) {
                            written.add(one);
                        }
                    }
                    case FrameOutcome.Failure(ReconException e) ->
                        fail(one.ticket(), one.job(), String.valueOf(e.getMessage()), one.taken());
                }
            });
        }
        // no image waits for another one's sample
        written.forEach(one -> Ticket.ending(List.of(one.ticket()), () -> {
            samples.take(one.job(), one.input());
            one.ticket().outcome().complete(Outcome.IMAGES);
        }));
    }

    /** Says whether the image, or sense's where the model's proves unfit, is written; what cannot be is failed. */
    private boolean write(LoadedJob one, ReconImage made, long reconstructed) throws InterruptedException {
        Job job = one.job();
        ReconImage image = made;
        QualityCheck.Quality checked = made.recipe().learned() ? quality.of(job, one.input()) : null;
        if (checked != null && !checked.inRange()) {
            FrameOutcome sense = compute(List.of(one.input().classical(Recipe.SENSE))).getFirst();
            if (sense instanceof FrameOutcome.Failure(ReconException e)) {
                fail(one.ticket(), job, "the model's image is out of its range, and sense: " + e.getMessage(), one.taken());
                return false;
            }
            image = ((FrameOutcome.Image) sense).image().fallback(List.of(checked.told()));
        }
        try {
            ByteBuffer message = ImageWriter.message(job, one.input().scan().header(), image, checked, 0);
            Hops hops = job.hops().worked(one.taken(), one.loaded(), checked == null ? reconstructed : Micros.now());
            results.images(job, List.of(message), warnings(job, image), hops);
        } catch (ReconException e) {
            fail(one.ticket(), job, String.valueOf(e.getMessage()), one.taken());
            return false;
        }
        FailPoint.hit("worker.results-written");
        return true;
    }

    private void fail(Ticket ticket, Job job, String reason, long taken) throws InterruptedException {
        results.terminal(job, failed(job, reason, taken));
        ticket.outcome().complete(Outcome.FAILED);
    }

    private List<FrameOutcome> compute(List<FrameInput> inputs) throws InterruptedException {
        boolean sound = false;
        boolean costly = inputs.stream().anyMatch(input -> input.recipe().costly());
        try (Cores _ = Cores.take(computing, costly)) {
            prepare();
            List<FrameOutcome> outcomes = Objects.requireNonNull(reconstructor).reconstruct(inputs);
            sound = true;
            return outcomes;
        } finally {
            if (!sound) {
                // It failed in a way it does not know: the next attempt gets one that has seen nothing.
                discardReconstructor();
            }
        }
    }

    private void swallow(Ticket ticket, Job job, long taken) throws InterruptedException {
        Hops hops = job.hops().worked(taken, taken, Micros.now());
        results.terminal(
                job, new ResultEvent.FrameNone(job.scan(), job.frame(), job.revision(), job.warnings(), hops));
        ticket.outcome().complete(Outcome.NONE);
    }

    /** The share group drops a record silently after its last delivery, so that one is answered instead of tried. */
    private void giveUp(Ticket ticket, Job job, long taken) throws InterruptedException {
        String text = deliveries.whyGivenUp(ticket.delivery());
        results.terminal(job, failed(job, text, taken));
        results.deadLetter(ticket.delivery(), text);
        ticket.outcome().complete(Outcome.DEAD);
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
        samples.close();
        quality.close();
        loader.close();
    }
}
