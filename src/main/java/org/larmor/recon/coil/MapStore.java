package org.larmor.recon.coil;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the coil maps of several scans are kept under one bound, the least recently used dropped beyond it. Safe to use
 * from several threads.
 */
public final class MapStore {
    /** For a scan that is reconstructed by itself. */
    static final long DEFAULT_BYTES = 256L << 20;

    private record Place(Object scan, MapCache.Key key) {}

    private final LinkedHashMap<Place, CoilMaps> maps = new LinkedHashMap<>(16, 0.75f, true);
    private final long bound;
    private long bytes;

    /** @param bound the most bytes kept; the maps that came last stay, however large they are */
    public MapStore(long bound) {
        this.bound = bound;
    }

    /** Bytes kept. */
    public synchronized long bytes() {
        return bytes;
    }

    synchronized Optional<CoilMaps> get(Object scan, MapCache.Key key) {
        return Optional.ofNullable(maps.get(new Place(scan, key)));
    }

    synchronized void put(Object scan, MapCache.Key key, CoilMaps made) {
        CoilMaps before = maps.put(new Place(scan, key), made);
        bytes += made.bytes() - (before == null ? 0 : before.bytes());
        Iterator<Map.Entry<Place, CoilMaps>> oldest = maps.entrySet().iterator();
        while (bytes > bound && maps.size() > 1) {
            bytes -= oldest.next().getValue().bytes();
            oldest.remove();
        }
    }
}
