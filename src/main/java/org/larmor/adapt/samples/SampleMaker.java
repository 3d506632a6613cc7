package org.larmor.adapt.samples;

import java.util.Optional;
import org.larmor.bus.SiteKey;
import org.larmor.jssl.data.FrameGrid;
import org.larmor.jssl.data.HiddenColumns;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.recon.FrameInput;
import org.larmor.recon.kspace.ReconException;

/**
 * Makes samples of frames: prepared as for any network but for the compression of coils, which is the network's own. Which
 * columns are hidden follows from the frame's id and the site's key. Used by one thread.
 */
public final class SampleMaker implements AutoCloseable {
    private static final int DIGITS = 16;

    private final SiteKey siteKey;
    private final FrameGrid grid = new FrameGrid();

    public SampleMaker(SiteKey siteKey) {
        this.siteKey = siteKey;
    }

    /**
     * What is learned from a frame, and measured on it; empty where nothing can be hidden.
     *
     * @param id the scan's and the frame's
     * @throws ReconException where the frame cannot be prepared
     */
    public Optional<Sample> sample(String id, FrameInput input) throws ReconException {
        KspaceSlice slice = grid.slice(input);
        if (slice.complete()) {
            return Optional.empty();
        }
        long seed = Long.parseUnsignedLong(siteKey.hash("hidden", id).substring(0, DIGITS), 16);
        return HiddenColumns.draw(slice, seed).map(hidden -> new Sample(slice, hidden));
    }

    @Override
    public void close() {
        grid.close();
    }
}
