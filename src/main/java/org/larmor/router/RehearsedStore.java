package org.larmor.router;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.JsonSerde;

/** A store of a {@link Rehearsal}: as bytes, as the real ones have it, and in no log. */
final class RehearsedStore<T> implements KeyValueStore<String, T> {
    private final JsonSerde<T> values;
    private final TreeMap<String, byte[]> entries = new TreeMap<>();

    RehearsedStore(Class<T> type) {
        this.values = new JsonSerde<>(type);
    }

    @Override
    public void put(String key, T value) {
        entries.put(key, values.write(value));
    }

    @Override
    public @Nullable T putIfAbsent(String key, T value) {
        T known = get(key);
        if (known == null) {
            put(key, value);
        }
        return known;
    }

    @Override
    public void putAll(List<KeyValue<String, T>> all) {
        all.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public @Nullable T delete(String key) {
        return values.read(entries.remove(key));
    }

    @Override
    public @Nullable T get(String key) {
        return values.read(entries.get(key));
    }

    @Override
    public KeyValueIterator<String, T> range(String from, String to) {
        return iterator(entries.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<String, T> all() {
        return iterator(entries);
    }

    private KeyValueIterator<String, T> iterator(Map<String, byte[]> of) {
        List<Map.Entry<String, byte[]>> now = List.copyOf(of.entrySet());
        return new KeyValueIterator<>() {
            private int next;

            @Override
            public String peekNextKey() {
                return now.get(next).getKey();
            }

            @Override
            public boolean hasNext() {
                return next < now.size();
            }

            @Override
            public KeyValue<String, T> next() {
                Map.Entry<String, byte[]> entry = now.get(next++);
                return KeyValue.pair(entry.getKey(), values.read(entry.getValue()));
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }

    @Override
    public String name() {
        return "rehearsed";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        // nothing to restore
    }

    @Override
    public void close() {
        // holds nothing
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
