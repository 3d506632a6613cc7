package org.larmor.recon.kspace;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AxisPlanTest {
    @Test
    void keepsWhatTheReconstructedFieldOfViewCovers() throws Exception {
        assertThat(AxisPlan.of("x", 512, 600, 256, 300)).isEqualTo(new AxisPlan(512, 256, 256));
        assertThat(AxisPlan.of("x", 384, 360, 256, 240)).isEqualTo(new AxisPlan(384, 256, 256));
        // Debian's phantoms without oversampling still state twice the field of view: what they say is done
        assertThat(AxisPlan.of("x", 64, 600, 32, 300)).isEqualTo(new AxisPlan(64, 32, 32));
        assertThat(AxisPlan.of("y", 126, 236.25f, 128, 240)).isEqualTo(new AxisPlan(126, 128, 128));
        assertThat(AxisPlan.of("y", 120, 240, 160, 240)).isEqualTo(new AxisPlan(120, 120, 160));
        assertThat(AxisPlan.of("y", 128, 0, 128, 0)).isEqualTo(AxisPlan.plain(128));
        assertThat(AxisPlan.of("y", 128, 240, 0, 240)).isEqualTo(AxisPlan.plain(128));
    }

    @Test
    void refusesMatricesAndFieldsThatCannotBeRight() {
        assertThatThrownBy(() -> AxisPlan.of("x", 0, 1, 1, 1)).isInstanceOf(ReconException.class);
        assertThatThrownBy(() -> AxisPlan.of("x", 70_000, 1, 1, 1)).isInstanceOf(ReconException.class);
        assertThatThrownBy(() -> AxisPlan.of("x", 64, 1, 64, 1e6f)).isInstanceOf(ReconException.class);
        assertThatThrownBy(() -> AxisPlan.of("x", 64, 1e6f, 64, 1)).isInstanceOf(ReconException.class);
    }

    @Test
    void knowsTheEdgesOfEvenAndOddAxes() {
        assertThat(AxisPlan.plain(4).holds(-2)).isTrue();
        assertThat(AxisPlan.plain(4).holds(2)).isFalse();
        assertThat(AxisPlan.plain(5).holds(2)).isTrue();
        assertThat(AxisPlan.plain(5).holds(-3)).isFalse();
        assertThat(AxisPlan.fftIndex(-1, 5)).isEqualTo(4);
    }
}
