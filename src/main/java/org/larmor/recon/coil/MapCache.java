package org.larmor.recon.coil;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.ReconException;

/** The coil maps of a scan's slots, the least recently used dropped beyond a bound. Safe to use from several threads. */
public final class MapCache {
    private static final long MAX_BYTES = 256L << 20;

    private final LinkedHashMap<Key, CoilMaps> maps = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

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

    public synchronized Optional<CoilMaps> get(Key key) {
        return Optional.ofNullable(maps.get(key));
    }

    public synchronized void put(Key key, CoilMaps made) {
        CoilMaps before = maps.put(key, made);
        bytes += made.bytes() - (before == null ? 0 : before.bytes());
        Iterator<Map.Entry<Key, CoilMaps>> oldest = maps.entrySet().iterator();
        while (bytes > MAX_BYTES && maps.size() > 1) {
            bytes -= oldest.next().getValue().bytes();
            oldest.remove();
        }
    }
}
