package org.larmor.recon;

/**
 * Turns frames into images. One instance is used by one thread; it owns native memory.
 */
public interface Reconstructor extends AutoCloseable {
    /** @throws ReconException where the frame cannot be reconstructed rightly, in words for the scanner */
    ReconImage reconstruct(FrameInput input) throws ReconException;

    @Override
    void close();
}
