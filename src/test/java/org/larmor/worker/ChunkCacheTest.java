package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;

import static org.assertj.core.api.Assertions.assertThat;

class ChunkCacheTest {
    private static final TopicPartition PLACE = new TopicPartition("data", 1);

    private final ChunkCache cache = new ChunkCache(100_000);
    private final ReadAhead ahead = new ReadAhead("ours", cache);

    @Test
    void givesEachChunkOutOnce() {
        cache.keep(record("ours", 7, 1000));
        cache.keep(record("ours", 8, 1000));
        assertThat(cache.take(PLACE, refs(7, 9))).containsOnlyKeys(7L);
        assertThat(cache.take(PLACE, refs(7, 8))).containsOnlyKeys(8L);
        assertThat(cache.bytes()).isZero();
        assertThat(cache.take(new TopicPartition("data", 2), refs(7))).isEmpty();
    }

    @Test
    void keepsCopiesOfWhatItWasGiven() {
        ConsumerRecord<byte[], ByteBuffer> record = record("ours", 7, 4);
        record.headers().add("larmor", new byte[] {1, 2});
        record.value().put(0, (byte) 5);
        cache.keep(record);
        record.value().put(0, (byte) 6);
        ConsumerRecord<byte[], ByteBuffer> kept = cache.take(PLACE, refs(7)).get(7L);
        assertThat(kept.value().get(0)).isEqualTo((byte) 5);
        assertThat(kept.value().remaining()).isEqualTo(4);
        assertThat(kept.headers().lastHeader("larmor").value()).containsExactly(1, 2);
    }

    @Test
    void givesOutWhatAGatewayHasStored() {
        byte[] value = {1, 2, 3};
        ProducerRecord<String, byte[]> stored = new ProducerRecord<>(PLACE.topic(), PLACE.partition(), "ours", value);
        stored.headers().add("larmor", new byte[] {4});
        cache.keep(stored, new RecordMetadata(PLACE, 7, 0, 0, 4, 3));
        ConsumerRecord<byte[], ByteBuffer> kept = cache.take(PLACE, refs(7)).get(7L);
        assertThat(kept.value()).isEqualTo(ByteBuffer.wrap(value));
        assertThat(kept.value().isReadOnly()).isTrue();
        assertThat(kept.headers().lastHeader("larmor").value()).containsExactly(4);
        assertThat(kept.offset()).isEqualTo(7);
        assertThat(cache.take(PLACE, refs(7))).isEmpty();
        for (int offset = 0; offset < 100; offset++) {
            cache.keep(
                    new ProducerRecord<>(PLACE.topic(), PLACE.partition(), "ours", new byte[10_000]),
                    new RecordMetadata(PLACE, offset, 0, 0, 4, 10_000));
        }
        assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
    }

    @Test
    void keepsNoMoreThanItsBound() {
        for (int offset = 0; offset < 100; offset++) {
            cache.keep(record("ours", offset, 10_000));
        }
        assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
        assertThat(cache.take(PLACE, refs(0, 99))).containsOnlyKeys(99L);
    }

    @Test
    void keepsTheScansOwnChunksAndReadsOnWhileTheyCome() {
        assertThat(ahead.test(record("ours", 1, 1000))).isTrue();
        assertThat(ahead.test(record("other", 2, 1000))).isTrue();
        assertThat(ahead.test(record("ours", 3, 1000))).isTrue();
        assertThat(ahead.test(record("other", 4, 70_000))).isFalse();
        assertThat(ahead.begin().test(record("other", 5, 1000))).isTrue();
        assertThat(cache.take(PLACE, refs(1, 2, 3, 4, 5))).containsOnlyKeys(1L, 3L);
    }

    @Test
    void readsOnForNoMoreThanAWhile() {
        int offset = 0;
        while (ahead.test(record("ours", offset, 64 << 10))) {
            offset++;
        }
        assertThat(offset).isBetween(1, 100);
    }

    @Test
    void knowsScatteredChunks() {
        assertThat(ChunkRun.areScattered(refs(1, 100, 200))).isTrue();
        assertThat(ChunkRun.areScattered(refs(1, 2, 3))).isFalse();
        assertThat(ChunkRun.areScattered(refs(100))).isFalse();
        assertThat(ChunkRun.areScattered(List.of(ref(1, 1 << 20), ref(100, 1 << 20)))).isFalse();
    }

    private static List<ChunkRef> refs(long... offsets) {
        return java.util.Arrays.stream(offsets).mapToObj(offset -> ref(offset, 4)).toList();
    }

    private static ChunkRef ref(long offset, int bytes) {
        return new ChunkRef(ChunkKind.IMAGING, 0, offset, bytes, 0);
    }

    private static ConsumerRecord<byte[], ByteBuffer> record(String scan, long offset, int bytes) {
        return new ConsumerRecord<>(
                PLACE.topic(), PLACE.partition(), offset, scan.getBytes(StandardCharsets.UTF_8),
                ByteBuffer.allocate(bytes));
    }
}
