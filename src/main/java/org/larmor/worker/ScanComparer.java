package org.larmor.worker;

import java.util.Optional;
import java.util.function.Supplier;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ScanComparison;
import org.larmor.bus.record.ShadowJob;
import org.larmor.recon.FrameInput;

/** Holds two models against each other. Made, used and closed by one thread; it may own native memory. */
public interface ScanComparer extends AutoCloseable {
    /** A pass of a network, which waits for its turn among all that this process computes. */
    interface Turns {
        <T> T of(Supplier<T> pass) throws InterruptedException;
    }

    /** Whether the two are still held against each other: what has waited too long is left. */
    boolean isWanted(ShadowJob job);

    /**
     * Measures both on one frame.
     *
     * @param frame one of the job's
     * @return empty where nothing can be hidden of it
     */
    Optional<ScanComparison> frame(ShadowJob job, Job frame, FrameInput input, Turns turns) throws InterruptedException;

    /** Says what a scan has come to. */
    void tell(ScanComparison comparison);

    @Override
    void close();
}
