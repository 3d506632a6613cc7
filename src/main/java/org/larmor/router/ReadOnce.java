package org.larmor.router;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A serde of immutable values that reads no array twice: a store in memory gives the very array that it keeps, however often it
 * is asked, and a scan's state is asked for with each of its events. What was read is kept as long as its array is.
 */
final class ReadOnce<T> implements Serde<T> {
    private final Serde<T> values;

    /** Arrays are equal where they are the same. */
    private final Map<byte[], T> read = Collections.synchronizedMap(new WeakHashMap<>());

    ReadOnce(Serde<T> values) {
        this.values = values;
    }

    @Override
    public Serializer<T> serializer() {
        return values.serializer();
    }

    @Override
    public Deserializer<T> deserializer() {
        Deserializer<T> reader = values.deserializer();
        return (topic, bytes) -> bytes == null ? null : read.computeIfAbsent(bytes, array -> reader.deserialize(topic, array));
    }
}
