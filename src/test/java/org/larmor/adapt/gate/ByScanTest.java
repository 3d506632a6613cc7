package org.larmor.adapt.gate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ByScanTest {
    private static HiddenFigure figure(String patient, String sample, double gain) {
        return new HiddenFigure(patient, sample, new Acquisition(4, 10, 1), Map.of(
                Party.CHALLENGER, new HiddenFigure.Told(-1 - gain, 1), Party.CHAMPION, new HiddenFigure.Told(-1, 1)));
    }

    @Test
    void sixScansOfTwoPatientsAreSixUnits() {
        List<HiddenFigure> figures = List.of(
                figure("a", "s1/0.0", 0.1), figure("a", "s1/0.1", 0.3), figure("a", "s2/0.0", 0.1), figure("a", "s3/0.0", 0.1),
                figure("b", "s4/0.0", 0.1), figure("b", "s5/0.0", 0.1), figure("b", "s6/0.0", 0.1));
        ByScan all = ByScan.of(figures, 1);
        assertThat(all.scans()).isEqualTo(6);
        assertThat(all.gain()).isCloseTo((0.2 + 5 * 0.1) / 6, within(1e-12));
        assertThat(all.p()).as("all of 2⁶ patterns but one are smaller").isCloseTo(1 / 64.0, within(1e-12));
    }

    @Test
    void aScanThatLosesCostsAPattern() {
        assertThat(ByScan.of(List.of(figure("a", "s1/0", 0.2), figure("a", "s2/0", -0.1)), 1).p()).isEqualTo(0.5);
        assertThat(ByScan.of(List.of(), 1)).isEqualTo(new ByScan(0, 0, 1));
    }

    @Test
    void whatIsNotFiniteIsLeftOut() {
        Map<Party, HiddenFigure.Told> none = new HashMap<>();
        none.put(Party.CHALLENGER, null);
        none.put(Party.CHAMPION, new HiddenFigure.Told(-1, 1));
        assertThat(ByScan.of(List.of(new HiddenFigure("a", "s1/0", new Acquisition(4, 10, 1), none)), 1).scans()).isZero();
    }
}
