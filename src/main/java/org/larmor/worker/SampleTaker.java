package org.larmor.worker;

import org.larmor.bus.record.Job;
import org.larmor.recon.FrameInput;

/** Stores the frames that are learned from. Made, used and closed by one thread; it may own native memory. */
public interface SampleTaker extends AutoCloseable {
    /** Takes none. */
    SampleTaker NONE = new SampleTaker() {
        @Override
        public void take(Job job, FrameInput input) {}

        @Override
        public void close() {}
    };

    /**
     * Stores the frame of a job that is answered. What cannot be stored is left: no image depends on it.
     *
     * @param job one with a {@link Job#sample}
     */
    void take(Job job, FrameInput input);

    @Override
    void close();
}
