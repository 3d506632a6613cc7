package org.larmor.bus;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.ResultEvent;
import org.larmor.mrd.Checksum;

/**
 * A record of {@code recon.results}, which are of two shapes: with the header {@value PayloadHeader#NAME}, the value is
 * a piece of an image as on the wire; without it, a {@link ResultEvent} in JSON.
 */
public sealed interface ResultRecord {
    /** An event about a scan. */
    record Event(ResultEvent event) implements ResultRecord {}

    /** Bytes of an image, whose {@link ResultEvent.FrameImages} follows. */
    record Piece(PayloadHeader header, byte[] bytes) implements ResultRecord {}

    /** @throws RecordException where it is neither, or a piece is damaged */
    static ResultRecord read(ConsumerRecord<?, byte[]> record) {
        return read(record.headers(), record.value());
    }

    /** @throws RecordException where it is neither, or a piece is damaged */
    static ResultRecord read(Headers headers, byte[] value) {
        if (value == null) {
            throw new RecordException("result without a value");
        }
        Header header = headers.lastHeader(PayloadHeader.NAME);
        if (header == null) {
            ResultEvent event = ResultRecordSerde.EVENTS.read(value);
            if (event == null) {
                throw new RecordException("result without an event");
            }
            return new Event(event);
        }
        PayloadHeader payload = PayloadHeader.decode(header.value());
        if (payload.kind() != null) {
            throw new RecordException("chunk of " + payload.kind() + " among the results");
        }
        if (Checksum.of(value) != payload.crc32c()) {
            throw new RecordException("piece " + payload.sequence() + " of image " + payload.image() + " is damaged");
        }
        return new Piece(payload, value);
    }
}
