package org.larmor.recon.coil;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.larmor.mrd.FrameKey;

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
     */
    public record Key(FrameKey slot, long calibration) {}

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
