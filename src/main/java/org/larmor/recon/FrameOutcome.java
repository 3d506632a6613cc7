package org.larmor.recon;

import org.larmor.recon.kspace.ReconException;

/** How one of several frames ended that were reconstructed together. */
public sealed interface FrameOutcome {
    record Image(ReconImage image) implements FrameOutcome {}

    /** @param reason why it cannot be reconstructed rightly, in words for the scanner */
    record Failure(ReconException reason) implements FrameOutcome {}
}
