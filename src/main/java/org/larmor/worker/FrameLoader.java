package org.larmor.worker;

import org.larmor.bus.ChunkException;
import org.larmor.bus.record.Job;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ScanContext;
import org.larmor.telemetry.Telemetry;

/** Loads the frames of jobs: their own chunks, their scan's header and noise, their calibration. One thread's. */
final class FrameLoader implements AutoCloseable {
    private final ChunkLoader loader;
    private final ScanContexts contexts;

    FrameLoader(WorkerSettings settings, WorkerMemory memory, Telemetry telemetry) {
        this.loader = new ChunkLoader(settings.kafka(), memory.passed(), settings.loadTimeout(), telemetry);
        this.contexts = memory.contexts();
    }

    /** @throws ChunkException where a chunk is not there, or not as it was written */
    FrameInput load(Job job) throws ChunkException {
        ScanContext scan = contexts.scan(job, loader);
        return new FrameInput(
                scan,
                job.frame(),
                job.recipe(),
                job.model(),
                loader.load(job.scan(), job.partition(), job.chunks(), job.frame()::equals),
                contexts.calibration(job, loader),
                loader.load(
                        job.scan(),
                        job.partition(),
                        job.companions(),
                        frame -> frame.slice() == job.frame().slice()),
                job.zeroFill());
    }

    @Override
    public void close() {
        loader.close();
    }
}
