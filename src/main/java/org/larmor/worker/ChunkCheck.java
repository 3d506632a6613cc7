package org.larmor.worker;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.RecordException;
import org.larmor.mrd.Checksum;
import org.larmor.mrd.FrameKey;

/**
 * Whether a record is the chunk that a job means, and whole.
 *
 * @param frame holds for the frame that the record says it is of
 */
record ChunkCheck(String scan, Predicate<FrameKey> frame) {

    /** @throws ChunkException where it is another, or damaged */
    ByteBuffer value(ConsumerRecord<byte[], ByteBuffer> record, ChunkRef ref) throws ChunkException {
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

    static String where(ChunkRef ref, TopicPartition place) {
        return "chunk " + ref.sequence() + " (" + ref.kind() + ", " + place + ", offset " + ref.offset() + ")";
    }
}
