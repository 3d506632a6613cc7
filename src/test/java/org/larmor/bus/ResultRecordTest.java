package org.larmor.bus;

import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.ResultEvent;
import org.larmor.mrd.FrameKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResultRecordTest {
    private static final String TOPIC = Topics.RESULTS.name();
    private static final String SCAN = new UUID(1, 2).toString();
    private static final FrameKey FRAME = new FrameKey(0, 1, 2, 3, 4, 5);

    @Test
    void eventsAndPiecesAreToldApart() {
        ResultRecord event = new ResultRecord.Event(new ResultEvent.ScanText(SCAN, "WRN text"));
        RecordHeaders headers = new RecordHeaders();
        byte[] value = Topics.RESULTS.value().serializer().serialize(TOPIC, headers, event);
        assertThat(headers.toArray()).isEmpty();
        assertThat(ResultRecord.read(headers, value)).isEqualTo(event);
    }

    @Property(tries = 100)
    void piecesAreTheirBytes(@ForAll byte[] bytes) {
        RecordHeaders headers = new RecordHeaders();
        byte[] value = Topics.RESULTS.value().serializer().serialize(TOPIC, headers, piece(bytes));
        assertThat(value).isSameAs(bytes);
        ResultRecord.Piece read = (ResultRecord.Piece) ResultRecord.read(headers, value);
        assertThat(read.bytes()).isSameAs(bytes);
        assertThat(read.header()).isEqualTo(piece(bytes).header());
    }

    @Test
    void damageIsSeen() {
        ResultRecord.Piece piece = piece(new byte[] {1, 2, 3});
        RecordHeaders headers = new RecordHeaders();
        headers.add(PayloadHeader.NAME, piece.header().encode());
        assertThatThrownBy(() -> ResultRecord.read(headers, new byte[] {1, 2, 4}))
                .isInstanceOf(RecordException.class).hasMessageContaining("damaged");
        RecordHeaders chunk = new RecordHeaders();
        chunk.add(PayloadHeader.NAME, PayloadHeader.chunk(ChunkKind.IMAGING, SCAN, FRAME, 0, 0).encode());
        assertThatThrownBy(() -> ResultRecord.read(chunk, new byte[0])).isInstanceOf(RecordException.class);
        assertThatThrownBy(() -> ResultRecord.read(new RecordHeaders(), new byte[] {9}))
                .isInstanceOf(RecordException.class);
    }

    @Test
    void headersOfTheVersionBeforeAreRead() {
        PayloadHeader header = piece(new byte[] {1, 2, 3}).header();
        byte[] before = Arrays.copyOf(header.encode(), 58);
        before[0] = 1;
        before[57] = 3;
        assertThat(PayloadHeader.decode(before)).isEqualTo(header);
        before[0] = 3;
        assertThatThrownBy(() -> PayloadHeader.decode(before)).isInstanceOf(RecordException.class);
        assertThatThrownBy(() -> PayloadHeader.decode(Arrays.copyOf(header.encode(), 53)))
                .isInstanceOf(RecordException.class);
    }

    @Test
    void everyContextHasItsOwnKey() {
        PayloadHeader header = PayloadHeader.chunk(ChunkKind.NOISE, SCAN, null, 0, 0);
        assertThat(Topics.contextKey(header))
                .isNotEqualTo(Topics.contextKey(PayloadHeader.chunk(ChunkKind.NOISE, SCAN, null, 1, 0)))
                .isNotEqualTo(Topics.contextKey(PayloadHeader.chunk(ChunkKind.HEADER, SCAN, null, 0, 0)))
                .isNotEqualTo(Topics.contextKey(PayloadHeader.chunk(ChunkKind.NOISE, SCAN, FRAME, 0, 0)));
    }

    private static ResultRecord.Piece piece(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return new ResultRecord.Piece(
                PayloadHeader.piece(SCAN, FRAME, 1, 77, 0, 2, (int) crc.getValue()), bytes);
    }
}
