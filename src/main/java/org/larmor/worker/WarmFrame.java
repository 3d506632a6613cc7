package org.larmor.worker;

import java.util.List;
import org.larmor.bus.record.Job;
import org.larmor.recon.FrameInput;
import org.larmor.recon.FrameOutcome;
import org.larmor.recon.ReconImage;
import org.larmor.recon.kspace.ReconException;

/** A frame that nobody sent: it goes the way of a job's, from the loaded chunks to the written message, which is dropped. */
final class WarmFrame {
    /** Its scan stands for nothing: no record, log or meter ever gets it. */
    private static final String SCAN = "warm-up";

    /** What it takes for each byte of its readouts: themselves, and what a job's frame has in other parts of the memory. */
    private static final int TIMES = 3;

    private WarmFrame() {}

    /** Reconstructs frames. */
    interface Compute {
        List<FrameOutcome> outcomes(List<FrameInput> inputs) throws InterruptedException;
    }

    /** @throws ReconException where it takes more memory than there is, or has no image */
    static void take(FrameInput frame, FrameMemory memory, Compute compute) throws InterruptedException, ReconException {
        long bytes = TIMES * FrameMemory.estimate(frame);
        var refusal = memory.refusal(bytes);
        if (refusal.isPresent()) {
            throw new ReconException(refusal.get());
        }
        memory.take(bytes);
        try {
            switch (compute.outcomes(List.of(frame)).getFirst()) {
                case FrameOutcome.Image(ReconImage image) -> {
                    Job job = Job.ofNoLog(SCAN, frame.frame(), frame.recipe(), frame.model(), frame.zeroFill(), List.of());
                    ImageWriter.message(job, frame.scan().header(), image, 0);
                }
                case FrameOutcome.Failure(ReconException reason) -> throw reason;
            }
        } finally {
            memory.giveBack(bytes);
        }
    }
}
