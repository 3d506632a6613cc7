package org.larmor.bus;

import org.apache.kafka.common.serialization.Serde;

/** A topic and what its records are. Its partitions and settings are in {@code topics/<name>.yaml} ({@link TopicSpec}). */
public record Topic<K, V>(String name, Serde<K> key, Serde<V> value) {
    @Override
    public String toString() {
        return name;
    }
}
