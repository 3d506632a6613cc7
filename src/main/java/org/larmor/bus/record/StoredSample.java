package org.larmor.bus.record;

import org.larmor.mrd.FrameKey;

/**
 * An encrypted sample that lies in {@code adapt.samples}.
 *
 * @param order whose it is
 * @param data where it lies
 * @param content hash of what it holds by the site's key: the same for the same k-space, whoever sent it
 * @param shape for people and for batching
 */
public record StoredSample(
        String scan, FrameKey frame, SampleOrder order, Extent data, String content, Shape shape) {
    /**
     * What can be seen of it without its key.
     *
     * @param acceleration net, calibration lines counted
     */
    public record Shape(int coils, int readout, int phase, double acceleration) {}

    /** Of a frame there is one sample at most. */
    public String id() {
        return scan + "/" + frame;
    }
}
