package org.larmor.bus;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.RecordException;
import org.larmor.mrd.Checksum;
import org.larmor.mrd.FrameKey;

/**
 * Whether a record is the chunk that is meant, and whole.
 *
 * @param frame holds for the frame that the record says it is of
 */
public record ChunkCheck(String scan, Predicate<FrameKey> frame) {

    /** @throws ChunkException where it is another, or damaged */
    public ByteBuffer value(ConsumerRecord<byte[], ByteBuffer> record, ChunkRef ref) throws ChunkException {
        TopicPartition place = new TopicPartition(record.topic(), record.partition());
        Header bytes = record.headers().lastHeader(PayloadHeader.NAME);
        ByteBuffer value = record.value();
        if (bytes == null || value == null) {
            throw new ChunkException(where(ref, place) + " is not a chunk");
        }
        PayloadHeader header;
        try {
            header = PayloadHeader.decode(bytes.value());
        } catch (RecordException e) {
            throw new ChunkException(where(ref, place) + " is damaged: " + e.getMessage(), e);
        }
        if (!header.scan().equals(scan)
                || header.kind() != ref.kind()
                || header.sequence() != ref.sequence()
                || !frame.test(header.frame())) {
            throw new ChunkException(where(ref, place) + " is another: " + header.kind() + " " + header.sequence()
                    + " of frame " + header.frame() + " of scan " + header.scan());
        }
        if (value.remaining() != ref.bytes()) {
            throw new ChunkException(where(ref, place) + " is damaged: " + value.remaining() + " bytes, not "
                    + ref.bytes());
        }
        if (Checksum.of(value) != ref.crc32c()) {
            throw new ChunkException(where(ref, place) + " is damaged: its checksum differs");
        }
        return value;
    }

    /** A chunk in words, as the messages name it. */
    public static String where(ChunkRef ref, TopicPartition place) {
        return "chunk " + ref.sequence() + " (" + ref.kind() + ", " + place + ", offset " + ref.offset() + ")";
    }

    /** That a chunk is not in the log any more. */
    public static ChunkException notKept(ChunkRef ref, TopicPartition place, @Nullable Exception cause) {
        return new ChunkException(where(ref, place) + " is no longer kept", cause);
    }
}
