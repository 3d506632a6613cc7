package org.larmor.worker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what was used last, within a bound of bytes; the newest entry stays whatever its size. Thread-safe. */
final class ByteBoundedCache<K, V> {
    private record Entry<V>(V value, long bytes) {}

    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final long bound;
    private long bytes;

    ByteBoundedCache(long bound) {
        this.bound = bound;
    }

    synchronized @Nullable V get(K key) {
        Entry<V> entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    synchronized @Nullable V remove(K key) {
        Entry<V> entry = entries.remove(key);
        if (entry == null) {
            return null;
        }
        bytes -= entry.bytes();
        return entry.value();
    }

    synchronized void put(K key, V value, long size) {
        Entry<V> old = entries.remove(key);
        bytes += size - (old == null ? 0 : old.bytes());
        entries.put(key, new Entry<>(value, size));
        Iterator<Entry<V>> eldest = entries.values().iterator();
        while (bytes > bound && entries.size() > 1) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized int size() {
        return entries.size();
    }
}
