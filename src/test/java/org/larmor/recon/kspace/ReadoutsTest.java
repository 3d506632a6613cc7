package org.larmor.recon.kspace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.recon.Messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadoutsTest {
    @Test
    void walksMessagesBackToBackAndStepsOverWaveforms() throws Exception {
        ByteBuffer first = Messages.readout(1, 1, new float[8], h -> {});
        ByteBuffer second = Messages.readout(2, 1, new float[8], h -> h.trajectoryDimensions(0));
        ByteBuffer all = ByteBuffer.allocate(first.remaining() + second.remaining() + 42 + 4 * 6)
                .order(ByteOrder.LITTLE_ENDIAN);
        all.put(first);
        all.putShort((short) 1026);
        int waveform = all.position();
        all.putShort(waveform + 28, (short) 3).putShort(waveform + 30, (short) 2);
        all.position(waveform + 40 + 4 * 6).put(second).flip();
        List<Integer> lines = new ArrayList<>();
        Readouts.forEach(List.of(all), (header, messages, data) -> lines.add(header.kspaceEncodeStep1()));
        assertThat(lines).containsExactly(1, 2);
        assertThat(all.position()).isZero();
    }

    @Test
    void refusesWhatIsCutShortUnknownOrCompressed() {
        ByteBuffer whole = Messages.readout(1, 1, new float[8], h -> {});
        for (int bytes : new int[] {1, 100, whole.remaining() - 1}) {
            refused(whole.slice(0, bytes), "cut short");
        }
        refused(ByteBuffer.wrap(new byte[] {9, 9, 0, 0}), "message id");
        refused(Messages.readout(1, 1, new float[8], h -> h.set(AcquisitionFlag.COMPRESSION1)), "compressed");
    }

    private static void refused(ByteBuffer messages, String why) {
        assertThatThrownBy(() -> Readouts.forEach(List.of(messages), (header, data, at) -> {}))
                .isInstanceOf(ReconException.class)
                .hasMessageContaining(why);
    }
}
