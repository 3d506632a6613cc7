package org.larmor.worker;

import java.util.List;
import org.larmor.recon.FrameInput;
import org.larmor.recon.kspace.ReconException;

/** What a loop has done with the deliveries that it takes. One thread uses and closes it. */
interface LoopWork extends AutoCloseable {
    /** Makes what the first job would have to wait for. */
    void prepare();

    /** Whether that is there. */
    boolean isPrepared();

    /** Leads deliveries that were taken together to their ends; each of them ends by itself. */
    void work(List<Ticket> tickets);

    /**
     * Does with a frame that nobody sent all that a job would have done with it, and writes none of it.
     *
     * @throws ReconException where it cannot be reconstructed
     */
    void warm(FrameInput frame) throws InterruptedException, ReconException;

    @Override
    void close();
}
