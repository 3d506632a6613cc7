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

class KspaceGridTest {
    private static final FrameLayout LAYOUT =
            new FrameLayout(2, AxisPlan.plain(4), AxisPlan.plain(3), AxisPlan.plain(1), 1, 0);

    @Test
    void placesTheCentreAtTheOriginAndClearsWhatWasNotSeen() throws Exception {
        // samples 1+… of channel 0 and 5+… of channel 1; the line is one before the centre: the last row
        float[] grid = fill(Messages.readout(0, 2, ramp(8), h -> {}));
        assertThat(grid).startsWith(0, 0, 0, 0);
        assertThat(row(grid, 0, 2)).containsExactly(3, -3, 4, -4, 1, -1, 2, -2);
        assertThat(row(grid, 1, 2)).containsExactly(7, -7, 8, -8, 5, -5, 6, -6);
        assertThat(row(grid, 0, 0)).containsOnly(0);
        assertThat(row(grid, 0, 1)).containsOnly(0);
    }

    @Test
    void turnsReversedReadouts() throws Exception {
        float[] grid = fill(Messages.readout(1, 2, ramp(8), h -> h.set(AcquisitionFlag.IS_REVERSE)));
        assertThat(row(grid, 0, 0)).containsExactly(2, -2, 1, -1, 4, -4, 3, -3);
    }

    @Test
    void averagesLinesSeenTwiceAndPlacesPartialEchoesByTheirCentre() throws Exception {
        float[] grid = fill(
                Messages.readout(1, 2, ramp(8), h -> {}),
                Messages.readout(1, 2, new float[16], h -> h.average(1)),
                Messages.readout(2, 2, ramp(6), h -> h.centerSample(1)));
        assertThat(row(grid, 0, 0)).containsExactly(1.5f, -1.5f, 2, -2, 0.5f, -0.5f, 1, -1);
        assertThat(row(grid, 0, 1)).containsExactly(2, -2, 3, -3, 0, 0, 1, -1);
    }

    @Test
    void aFullReadoutNeedsNoCentreSample() throws Exception {
        float[] grid = fill(Messages.readout(1, 2, ramp(8), h -> h.centerSample(0)));
        assertThat(row(grid, 0, 0)).containsExactly(3, -3, 4, -4, 1, -1, 2, -2);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> fill(Messages.readout(3, 2, ramp(8), h -> {}))).isInstanceOf(ReconException.class);
        assertThatThrownBy(() -> fill(Messages.readout(1, 2, ramp(10), h -> {}))).isInstanceOf(ReconException.class);
        assertThatThrownBy(() -> fill(Messages.readout(1, 4, ramp(16), h -> {}))).isInstanceOf(ReconException.class);
        assertThatThrownBy(() -> fill(Messages.readout(1, 2, ramp(8), h -> h.discardPre(4))))
                .isInstanceOf(ReconException.class);
    }

    @Test
    void memoryIsReusedByTheNextFrame() throws Exception {
        try (KspaceGrid grid = new KspaceGrid()) {
            for (int i = 0; i < 3; i++) {
                grid.begin(LAYOUT);
                Readouts.forEach(List.of(Messages.readout(i, 2, ramp(8), h -> {})), grid::add);
                grid.finish();
                assertThat(grid.count(0, Math.floorMod(i - 1, 3))).isEqualTo(1);
                float sum = 0;
                ByteBuffer values = grid.channels(0, 2);
                for (int at = 0; at < values.remaining(); at += 8) {
                    sum += values.getFloat(at);
                }
                assertThat(sum).isEqualTo(36);
            }
        }
    }

    private static float[] fill(ByteBuffer... messages) throws ReconException {
        try (KspaceGrid grid = new KspaceGrid()) {
            grid.begin(LAYOUT);
            Readouts.forEach(List.of(messages), grid::add);
            grid.finish();
            List<Float> values = new ArrayList<>();
            ByteBuffer bytes = grid.channels(0, 2);
            assertThat(bytes.order()).isEqualTo(ByteOrder.nativeOrder());
            while (bytes.hasRemaining()) {
                values.add(bytes.getFloat());
            }
            float[] array = new float[values.size()];
            for (int i = 0; i < array.length; i++) {
                array[i] = values.get(i);
            }
            return array;
        }
    }

    private static float[] row(float[] grid, int channel, int y) {
        int from = (channel * 3 + y) * 8;
        return java.util.Arrays.copyOfRange(grid, from, from + 8);
    }

    /** 1−i, 2−2i, … */
    private static float[] ramp(int samples) {
        float[] ramp = new float[2 * samples];
        for (int i = 0; i < samples; i++) {
            ramp[2 * i] = i + 1;
            ramp[2 * i + 1] = -i - 1;
        }
        return ramp;
    }
}
