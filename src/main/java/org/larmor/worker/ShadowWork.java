package org.larmor.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ChunkException;
import org.larmor.bus.Topics;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ScanComparison;
import org.larmor.bus.record.ShadowJob;
import org.larmor.recon.FrameInput;
import org.larmor.telemetry.FailPoint;
import org.larmor.telemetry.Telemetry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with jobs of the shadow pool: each frame is loaded, two models are measured on it, and what came of all of
 * them is told. A frame that there is no memory for now is left out: nobody waits for it. One thread uses and closes it.
 */
final class ShadowWork implements LoopWork {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowWork.class);

    private final JobReader<ShadowJob> jobs;
    private final Supplier<? extends ScanComparer> comparers;
    private final Semaphore computing;
    private final FrameMemory memory;
    private final ResultWriter results;
    private final Deliveries deliveries;
    private final FrameLoader loader;
    private @Nullable ScanComparer comparer;

    ShadowWork(
            WorkerSettings settings,
            Supplier<? extends ScanComparer> comparers,
            Semaphore computing,
            WorkerMemory memory,
            ResultWriter results,
            Deliveries deliveries,
            Telemetry telemetry) {
        this.comparers = comparers;
        this.computing = computing;
        this.memory = memory.frames();
        this.jobs = new JobReader<>(Topics.JOBS_SHADOW, results);
        this.results = results;
        this.deliveries = deliveries;
        this.loader = new FrameLoader(settings, memory, telemetry);
    }

    /** Nothing: where no model is held against another, nothing is needed. */
    @Override
    public void prepare() {}

    @Override
    public boolean isPrepared() {
        return true;
    }

    /** Nothing: no scanner waits for what it does. */
    @Override
    public void warm(FrameInput frame) {}

    @Override
    public void work(List<Ticket> tickets) {
        tickets.forEach(ticket -> Ticket.ending(List.of(ticket), () -> {
            ShadowJob job = jobs.read(ticket);
            if (job != null) {
                ticket.outcome().complete(work(ticket, job));
            }
        }));
    }

    private Outcome work(Ticket ticket, ShadowJob job) throws InterruptedException {
        ScanComparer by = comparer();
        if (deliveries.isLast(ticket.delivery())) {
            String why = deliveries.whyGivenUp(ticket.delivery());
            by.tell(ScanComparison.failed(job, why));
            results.deadLetter(ticket.delivery(), why);
            return Outcome.DEAD;
        }
        FailPoint.hit("worker.shadow-taken");
        if (!by.isWanted(job)) {
            return Outcome.NONE;
        }
        List<ScanComparison> compared = new ArrayList<>();
        for (Job frame : job.frames()) {
            compare(by, job, frame).filter(one -> !one.isVoid()).ifPresent(compared::add);
        }
        if (!compared.isEmpty()) {
            by.tell(ScanComparison.of(compared));
            FailPoint.hit("worker.shadow-told");
        }
        return Outcome.NONE;
    }

    private Optional<ScanComparison> compare(ScanComparer by, ShadowJob job, Job frame) throws InterruptedException {
        long bytes = SampleTaking.TIMES * FrameMemory.estimate(frame);
        if (memory.refusal(bytes).isPresent() || !memory.tryTake(bytes)) {
            LOG.info("frame {} of scan {} is not compared: there is no memory for it now", frame.frame(), job.scan());
            return Optional.empty();
        }
        try {
            FrameInput input = loader.load(frame);
            return by.frame(job, frame, input, this::turn);
        } catch (ChunkException e) {
            LOG.info("frame {} of scan {} is not compared: {}", frame.frame(), job.scan(), e.getMessage());
            return Optional.empty();
        } finally {
            memory.giveBack(bytes);
        }
    }

    /** One pass at a time, so that no frame that somebody waits for stands behind more than that. */
    private <T> T turn(Supplier<T> pass) throws InterruptedException {
        try (Cores _ = Cores.take(computing, false)) {
            return pass.get();
        }
    }

    private ScanComparer comparer() {
        if (comparer == null) {
            comparer = comparers.get();
        }
        return comparer;
    }

    @Override
    public void close() {
        if (comparer != null) {
            comparer.close();
            comparer = null;
        }
        loader.close();
    }
}
