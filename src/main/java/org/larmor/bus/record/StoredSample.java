package org.larmor.bus.record;

import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;

/**
 * An encrypted sample that lies in {@code adapt.samples}.
 *
 * @param order whose it is
 * @param data where it lies
 * @param content hash of what it holds by the site's key: the same for the same k-space, whoever sent it
 * @param shape for people and for batching
 * @param score null where nothing could be scored
 */
public record StoredSample(
        String scan,
        FrameKey frame,
        SampleOrder order,
        Extent data,
        String content,
        Shape shape,
        @Nullable Score score) {
    /**
     * What can be seen of it without its key.
     *
     * @param acceleration net, calibration lines counted
     */
    public record Shape(int coils, int readout, int phase, double acceleration) {}

    /**
     * How a model told its hidden columns, given the rest.
     *
     * @param model the version
     * @param logError natural logarithm of Σ|prediction − y|² / Σ|y|²
     */
    public record Score(String model, double logError) {
        public Score {
            if (model == null || !Double.isFinite(logError)) {
                throw new IllegalArgumentException("a score of " + logError + " by " + model);
            }
        }
    }

    /** Of a frame there is one sample at most. */
    public String id() {
        return scan + "/" + frame;
    }
}
