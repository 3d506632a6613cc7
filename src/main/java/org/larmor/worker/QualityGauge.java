package org.larmor.worker;

import java.util.OptionalDouble;
import org.larmor.bus.record.Job;
import org.larmor.recon.FrameInput;

/** Measures how well a model tells what is kept from it. Made, used and closed by one thread; it may own native memory. */
public interface QualityGauge extends AutoCloseable {
    /** Measures nothing. */
    QualityGauge NONE = new QualityGauge() {
        @Override
        public OptionalDouble logError(Job job, FrameInput input) {
            return OptionalDouble.empty();
        }

        @Override
        public void close() {}
    };

    /**
     * The natural logarithm of the job's model's error on some acquired lines of its frame that are kept from it, infinite
     * where its numbers are not finite; empty where nothing can be kept back.
     */
    OptionalDouble logError(Job job, FrameInput input);

    @Override
    void close();
}
