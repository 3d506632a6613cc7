package org.larmor.bus.record;

/**
 * When a frame passed each station, µs since the epoch, 0 where not yet.
 *
 * @param readout the gateway had received its last readout
 * @param stored the broker had acknowledged its last chunk
 * @param routed the router emitted its job
 * @param taken a worker took the job
 * @param loaded its chunks were in the worker's memory
 * @param reconstructed its image was computed
 */
public record Hops(long readout, long stored, long routed, long taken, long loaded, long reconstructed) {
    public static Hops routed(long readout, long stored, long routed) {
        return new Hops(readout, stored, routed, 0, 0, 0);
    }

    public Hops worked(long takenAt, long loadedAt, long reconstructedAt) {
        return new Hops(readout, stored, routed, takenAt, loadedAt, reconstructedAt);
    }
}
