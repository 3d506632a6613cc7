package org.larmor.router;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store as one event changes it: what is read shows the changes, and none is made before {@link #apply}, which makes
 * them in the order in which they were decided.
 */
final class Draft<T> {
    private final KeyValueStore<String, T> store;
    private final Map<String, Optional<T>> changes = new LinkedHashMap<>();

    Draft(KeyValueStore<String, T> store) {
        this.store = store;
    }

    @Nullable
    T get(String key) {
        Optional<T> changed = changes.get(key);
        return changed == null ? store.get(key) : changed.orElse(null);
    }

    void put(String key, T value) {
        changes.put(key, Optional.of(value));
    }

    void delete(String key) {
        changes.put(key, Optional.empty());
    }

    /** All entries whose keys begin with a folder's name and a slash, in order. */
    SortedMap<String, T> below(String folder) {
        String from = folder + "/";
        SortedMap<String, T> all = new TreeMap<>();
        try (KeyValueIterator<String, T> entries = store.range(from, folder + "0")) { // '0' is '/' + 1
            entries.forEachRemaining(entry -> all.put(entry.key, entry.value));
        }
        changes.forEach((key, change) -> {
            if (key.startsWith(from)) {
                change.ifPresentOrElse(value -> all.put(key, value), () -> all.remove(key));
            }
        });
        return all;
    }

    /** Deletes all entries below a folder, whether they can be read or not. */
    void deleteBelow(String folder) {
        changes.keySet().removeIf(key -> key.startsWith(folder + "/"));
        try (KeyValueIterator<String, T> entries = store.range(folder + "/", folder + "0")) {
            while (entries.hasNext()) {
                delete(entries.peekNextKey());
                Damaged.ignored(entries::next);
            }
        }
    }

    void apply() {
        changes.forEach((key, change) -> change.ifPresentOrElse(
                value -> store.put(key, value), () -> Damaged.delete(store, key)));
        changes.clear();
    }
}
