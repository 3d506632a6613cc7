package org.larmor.sim;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KspaceMessagesTest {
    /** A value that says where it belongs: [coil][readout][phase], twice as many and a half for the imaginary part. */
    private static KspaceMessages.Slice slice(int number, int coils, int samples, boolean... acquired) {
        float[] pairs = new float[2 * coils * samples * acquired.length];
        for (int i = 0; i < pairs.length / 2; i++) {
            pairs[2 * i] = 1000 * number + i;
            pairs[2 * i + 1] = 1000 * number + i + 0.5f;
        }
        return new KspaceMessages.Slice(pairs, coils, samples, acquired);
    }

    @Property(tries = 100)
    void everyAcquiredLineIsSentOnceWithItsValues(
            @ForAll @IntRange(min = 1, max = 3) int coils,
            @ForAll @IntRange(min = 1, max = 5) int samples,
            @ForAll @IntRange(min = 1, max = 63) int mask) {
        boolean[] acquired = new boolean[6];
        for (int line = 0; line < 6; line++) {
            acquired[line] = (mask >> line & 1) == 1;
        }
        try (KspaceMessages source = new KspaceMessages(
                "p", "x", List.of(slice(0, coils, samples, acquired), slice(1, coils, samples, acquired)))) {
            int lines = Integer.bitCount(mask);
            assertThat(source.messages()).isEqualTo(2L * lines);
            assertThat(source.frames()).isEqualTo(2);
            for (int slice = 0; slice < 2; slice++) {
                int number = slice;
                List<Integer> due = IntStream.range(0, 6).filter(line -> acquired[line]).boxed().toList();
                for (int line : due) {
                    ByteBuffer message = source.next();
                    AcquisitionHeader header = new AcquisitionHeader().wrap(message, MessageId.BYTES);
                    assertThat(header.kspaceEncodeStep1()).isEqualTo(line);
                    assertThat(header.slice()).isEqualTo(number);
                    assertThat(header.activeChannels()).isEqualTo(coils);
                    assertThat(header.has(AcquisitionFlag.FIRST_IN_SLICE)).isEqualTo(line == due.getFirst());
                    assertThat(header.has(AcquisitionFlag.LAST_IN_SLICE)).isEqualTo(line == due.getLast());
                    assertThat(header.has(AcquisitionFlag.LAST_IN_MEASUREMENT))
                            .isEqualTo(line == due.getLast() && number == 1);
                    int at = MessageId.BYTES + AcquisitionHeader.BYTES;
                    for (int coil = 0; coil < coils; coil++) {
                        for (int sample = 0; sample < samples; sample++, at += 8) {
                            float is = 1000 * number + (coil * samples + sample) * 6 + line;
                            assertThat(message.getFloat(at)).isEqualTo(is);
                            assertThat(message.getFloat(at + 4)).isEqualTo(is + 0.5f);
                        }
                    }
                    assertThat(message.limit()).isEqualTo(at);
                }
            }
            assertThat(source.next()).isNull();
        }
    }

    @Test
    void namesArePutIntoTheHeaderAsText() {
        try (KspaceMessages source = new KspaceMessages("a <b>", "x & y", List.of(slice(0, 1, 2, true)))) {
            assertThat(new String(source.xml(), StandardCharsets.UTF_8))
                    .contains("<protocolName>a &lt;b&gt;</protocolName>", "<patientID>x &amp; y</patientID>");
        }
    }

    @Test
    void whatIsNoScanIsRefused() {
        assertThatThrownBy(() -> new KspaceMessages("p", "x", List.of(slice(0, 1, 2, true), slice(1, 1, 3, true))))
                .hasMessageContaining("several sizes");
        assertThatThrownBy(() -> new KspaceMessages("p", "x", List.of(slice(0, 1, 2, false, false))))
                .hasMessageContaining("without lines");
    }
}
