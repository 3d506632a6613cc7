package org.larmor.bus;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Takes chunks that the log has acknowledged, for whoever reads them in the same process: what is here need not be read back.
 * It keeps as much as its own bound allows, and the log has all of it. Thread-safe.
 */
@FunctionalInterface
public interface ChunkSink {
    /** Keeps nothing. */
    ChunkSink NONE = (record, place) -> {};

    /**
     * A chunk is durable. Must not block.
     *
     * @param record as it was sent; its value is never written to again
     * @param place where it lies
     */
    void stored(ProducerRecord<String, byte[]> record, RecordMetadata place);
}
