package org.larmor.node;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.larmor.infer.LearnedReconstructor;
import org.larmor.models.LoadedModels;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.classic.ClassicalReconstructor;
import org.larmor.worker.Worker;
import org.larmor.worker.WorkerMemory;
import org.larmor.worker.WorkerSettings;

/** Reconstructs frames: one worker for each pool of jobs, which share the processor's cores. */
final class WorkerRole implements Role {
    @Override
    public String name() {
        return "worker";
    }

    @Override
    public void start(NodeContext context) throws IOException {
        int parallel = context.config().workers();
        LoadedModels models = context.own(new LoadedModels(context.models()));
        Semaphore computing = new Semaphore(parallel, true);
        WorkerMemory memory = new WorkerMemory(context.config().workerMemory());
        WorkerSettings batches = WorkerSettings.learned(context.kafka(), parallel);
        Worker classic = start(
                context, WorkerSettings.classic(context.kafka(), parallel), ClassicalReconstructor::new, computing, memory);
        Worker learned =
                start(context, batches, () -> new LearnedReconstructor(models, batches.batch()), computing, memory);
        context.health(
                name(), () -> classic.ready() && learned.ready(), () -> classic.alive() && learned.alive());
    }

    private static Worker start(
            NodeContext context,
            WorkerSettings settings,
            Supplier<Reconstructor> made,
            Semaphore computing,
            WorkerMemory memory) {
        return context.own(new Worker(settings, made, context.telemetry(), computing, memory));
    }
}
