package org.larmor.recon.coil;

import java.util.Optional;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.kspace.ReconException;

/** The coil maps of a scan's slots, as far as their store keeps them. Safe to use from several threads. */
public final class MapCache {
    private final MapStore store;

    /** What tells the scan from others; the store must not keep the scan itself. */
    private final Object scan = new Object();

    /** With a store of its own. */
    public MapCache() {
        this(new MapStore(MapStore.DEFAULT_BYTES));
    }

    /** @param store shared with other scans */
    public MapCache(MapStore store) {
        this.store = store;
    }

    /**
     * What makes maps the same.
     *
     * @param slot the frame's slot
     * @param calibration fingerprint of the readouts that calibrated them, whatever their order
     * @param method how they were made
     */
    public record Key(FrameKey slot, long calibration, String method) {}

    /** Makes maps. */
    @FunctionalInterface
    public interface Maker {
        CoilMaps make() throws ReconException;
    }

    /** The maps kept, or made now and kept; threads that miss the same at once each make them. */
    public CoilMaps get(Key key, Maker maker) throws ReconException {
        Optional<CoilMaps> known = get(key);
        if (known.isPresent()) {
            return known.get();
        }
        CoilMaps made = maker.make();
        put(key, made);
        return made;
    }

    public Optional<CoilMaps> get(Key key) {
        return store.get(scan, key);
    }

    public void put(Key key, CoilMaps made) {
        store.put(scan, key, made);
    }
}
