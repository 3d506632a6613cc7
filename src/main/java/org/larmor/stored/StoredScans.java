package org.larmor.stored;

import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogSnapshot;
import org.larmor.bus.Topics;
import org.larmor.bus.record.IndexEvent;

/** Finds a scan in the index by its id, or by how its id begins. */
public final class StoredScans {
    private static final int NAMED = 4;

    private final String prefix;
    private final Set<String> found = new TreeSet<>();
    private StoredScan.@Nullable Builder builder;

    private StoredScans(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Reads the whole index.
     *
     * @param scan an id, or the beginning of one id only
     * @throws StoredScanException where there is none or several, or the scan is still open, or its index is not whole
     */
    public static StoredScan find(KafkaConnection kafka, String scan) throws StoredScanException {
        StoredScans search = new StoredScans(scan);
        LogSnapshot.read(kafka, Topics.INDEX, search::take);
        if (search.builder == null) {
            throw new StoredScanException("no scan " + scan + " in the log, or not any more");
        }
        if (search.found.size() > 1) {
            throw new StoredScanException("more than one scan begins with " + scan + ": "
                    + String.join(", ", search.found.stream().limit(NAMED).toList())
                    + (search.found.size() > NAMED ? ", …" : ""));
        }
        return search.builder.build(System.currentTimeMillis());
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        String id = record.key();
        if (id == null || !id.startsWith(prefix)) {
            return;
        }
        if (found.add(id) && found.size() == 1) {
            builder = new StoredScan.Builder(id);
        }
        if (found.size() > 1) {
            return; // only their names are of interest any more
        }
        IndexEvent event = Topics.INDEX.value().deserializer().deserialize(record.topic(), record.value());
        if (event != null && builder != null) {
            builder.take(event, record.timestamp());
        }
    }
}
