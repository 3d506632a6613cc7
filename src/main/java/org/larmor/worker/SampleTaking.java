package org.larmor.worker;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Job;
import org.larmor.recon.FrameInput;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the frames stored that are learned from, where there is memory for it, and never at an image's expense. One thread
 * uses and closes it.
 */
final class SampleTaking implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SampleTaking.class);

    /**
     * What a sample takes for each byte of its frame: what was acquired some four times over, as it is encoded, hashed and
     * encrypted, and its whole grid, up to four times what was acquired, five times over, as it is scored: itself, without
     * its hidden columns, and what its scale is found by.
     */
    static final int TIMES = 24;

    private final Supplier<? extends SampleTaker> takers;
    private final FrameMemory memory;
    private final Semaphore computing;
    private @Nullable SampleTaker taker;

    SampleTaking(Supplier<? extends SampleTaker> takers, FrameMemory memory, Semaphore computing) {
        this.takers = takers;
        this.memory = memory;
        this.computing = computing;
    }

    void take(Job job, FrameInput input) throws InterruptedException {
        if (job.sample() == null) {
            return;
        }
        long bytes = TIMES * FrameMemory.estimate(job);
        if (memory.refusal(bytes).isPresent() || !memory.tryTake(bytes)) {
            LOG.info("frame {} of scan {} is no sample: there is no memory for it now", job.frame(), job.scan());
            return;
        }
        try (Cores _ = Cores.take(computing, false)) {
            if (taker == null) {
                taker = takers.get();
            }
            taker.take(job, input);
        } catch (RuntimeException e) {
            // the frame is answered: whatever is wrong with its sample is not its scanner's concern
            OutOfMemory.endIfMeantBy(e);
            LOG.warn("frame {} of scan {} could not be made a sample", job.frame(), job.scan(), e);
        } finally {
            memory.giveBack(bytes);
        }
    }

    @Override
    public void close() {
        if (taker != null) {
            taker.close();
            taker = null;
        }
    }
}
