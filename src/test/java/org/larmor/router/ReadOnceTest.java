package org.larmor.router;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.RecordException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadOnceTest {
    private final List<String> read = new ArrayList<>();
    private final ReadOnce<String> serde = new ReadOnce<>(Serdes.serdeFrom(Serdes.String().serializer(), (topic, bytes) -> {
        String value = new String(bytes, StandardCharsets.UTF_8);
        read.add(value);
        if (value.isEmpty()) {
            throw new RecordException("empty");
        }
        return value;
    }));
    private final Deserializer<String> reader = serde.deserializer();

    @Test
    void anArrayIsReadOnceAndAnotherWithTheSameBytesIsAnother() {
        byte[] one = bytes("scan");
        assertThat(reader.deserialize("", one)).isEqualTo("scan").isSameAs(reader.deserialize("", one));
        assertThat(read).containsExactly("scan");
        assertThat(serde.deserializer().deserialize("", bytes("scan"))).isEqualTo("scan");
        assertThat(read).hasSize(2);
        assertThat(reader.deserialize("", null)).isNull();
    }

    @Test
    void whatCannotBeReadCannotTheNextTimeEither() {
        byte[] damaged = bytes("");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> reader.deserialize("", damaged)).isInstanceOf(RecordException.class);
        }
        assertThat(read).hasSize(2);
    }

    @Test
    void aStoreInMemoryGivesTheArrayThatItKeeps() {
        KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("scans").get();
        Bytes key = Bytes.wrap(bytes("key"));
        for (String value : List.of("before", "after")) {
            store.put(key, bytes(value));
            for (int i = 0; i < 3; i++) {
                assertThat(reader.deserialize("", store.get(key))).isEqualTo(value);
            }
            try (var all = store.all()) {
                assertThat(reader.deserialize("", all.next().value)).isEqualTo(value);
            }
        }
        assertThat(read).containsExactly("before", "after");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
