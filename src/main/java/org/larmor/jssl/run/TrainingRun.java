package org.larmor.jssl.run;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.larmor.jssl.step.Trainer;

/** Many steps, saved now and then and whenever they stop. */
public final class TrainingRun {
    private final NDManager manager;
    private final Trainer trainer;
    private final SampleSource source;
    private final Path checkpoint;
    private final int saveEvery;

    /**
     * @param checkpoint the file that {@link Trainer#resume} reads
     * @param saveEvery iterations between two savings
     */
    public TrainingRun(NDManager manager, Trainer trainer, SampleSource source, Path checkpoint, int saveEvery) {
        this.manager = manager;
        this.trainer = trainer;
        this.source = source;
        this.checkpoint = checkpoint;
        this.saveEvery = saveEvery;
    }

    /**
     * Goes on from the trainer's iteration until {@code iterations} are done or {@code stop} says so; asked before each
     * step. Saves at the end in either case, and after a step that falls on a saving has been reported: whoever goes on from
     * there has had all that belongs to it.
     *
     * @param saved told after each saving but the last
     */
    public void until(long iterations, BooleanSupplier stop, Consumer<Trainer.Report> report, Runnable saved)
            throws IOException {
        while (trainer.iteration() < iterations && !stop.getAsBoolean()) {
            try (NDManager iteration = manager.newSubManager()) {
                Trainer.Report done = trainer.step(source.batches(iteration, trainer.iteration()));
                report.accept(done);
                if (trainer.iteration() % saveEvery == 0 && trainer.iteration() < iterations) {
                    trainer.save(checkpoint);
                    saved.run();
                }
            }
        }
        trainer.save(checkpoint);
    }
}
