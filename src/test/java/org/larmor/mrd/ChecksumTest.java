package org.larmor.mrd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChecksumTest {
    /** The check value of CRC-32/ISCSI, from RFC 3720's polynomial, is that of the nine digits. */
    @Test
    void isCrc32c() {
        assertThat(Checksum.of("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xE3069283);
    }

    @Test
    void takesWhatRemainsAndMovesNothing() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(11);
        buffer.put("_123456789_".getBytes(StandardCharsets.US_ASCII)).position(1).limit(10);
        assertThat(Checksum.of(buffer)).isEqualTo(0xE3069283);
        assertThat(buffer.position()).isEqualTo(1);
        assertThat(buffer.remaining()).isEqualTo(9);
    }
}
