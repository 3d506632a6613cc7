package org.larmor.recon;

import java.util.ArrayList;
import java.util.List;
import org.larmor.recon.kspace.ReconException;

/**
 * Turns frames into images. One instance is used by one thread; it owns native memory.
 */
public interface Reconstructor extends AutoCloseable {
    /** @throws ReconException where the frame cannot be reconstructed rightly, in words for the scanner */
    ReconImage reconstruct(FrameInput input) throws ReconException;

    /**
     * Frames at hand at the same time, which may share their computation; none changes another's image. What is thrown
     * is unexpected and may be any one's fault.
     *
     * @return how each ended, in the order of the inputs
     */
    default List<FrameOutcome> reconstruct(List<FrameInput> inputs) {
        List<FrameOutcome> outcomes = new ArrayList<>(inputs.size());
        for (FrameInput input : inputs) {
            try {
                outcomes.add(new FrameOutcome.Image(reconstruct(input)));
            } catch (ReconException e) {
                outcomes.add(new FrameOutcome.Failure(e));
            }
        }
        return outcomes;
    }

    @Override
    void close();
}
