package org.larmor.router;

import java.util.function.Supplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.NewerRecordException;
import org.larmor.bus.record.RecordException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries of a store that cannot be read. They are dropped, so that they keep nothing else from being looked at; what is
 * only newer than this router is none of them, and is left.
 */
final class Damaged {
    private static final Logger LOG = LoggerFactory.getLogger(Damaged.class);

    private Damaged() {}

    /** The entry, or null where there is none or it was damaged. */
    static <T> @Nullable T dropped(KeyValueStore<String, T> store, String key) {
        try {
            return store.get(key);
        } catch (NewerRecordException e) {
            throw e;
        } catch (RecordException e) {
            LOG.error("{} in {} is damaged and dropped", key, store.name(), e);
            delete(store, key);
            return null;
        }
    }

    /** Deletes an entry whatever it holds. */
    static void delete(KeyValueStore<String, ?> store, String key) {
        ignored(() -> store.delete(key)); // the store reads what it has removed
    }

    /** What was read, or null where it cannot be. */
    static <T> @Nullable T ignored(Supplier<T> read) {
        try {
            return read.get();
        } catch (NewerRecordException e) {
            throw e;
        } catch (RecordException e) {
            LOG.debug("damaged", e);
            return null;
        }
    }
}
