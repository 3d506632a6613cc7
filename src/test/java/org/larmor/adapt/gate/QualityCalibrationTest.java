package org.larmor.adapt.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.QualityLimit;

import static org.assertj.core.api.Assertions.assertThat;

/** What images are checked by: the truth is that of the draw. */
class QualityCalibrationTest {
    private static final Acquisition FOUR = new Acquisition(3.9, 8, 8);
    private static final Acquisition EIGHT = new Acquisition(8.2, 8, 8);
    private static final Costs COSTS = new Costs(1.0, 1);

    private static ProxyFigure proxy(int patient, int slice, Acquisition acquisition, double hidden, double nmse) {
        return new ProxyFigure(
                "set", "p" + patient, "set/" + slice, acquisition,
                Map.of(Party.CHALLENGER, new ProxyFigure.Quality(30, 0.9, nmse, 1)), hidden);
    }

    private static HiddenFigure heldOut(int patient, Acquisition acquisition, double logError) {
        return new HiddenFigure(
                "h" + patient, "s" + patient, acquisition, Map.of(Party.CHALLENGER, new HiddenFigure.Told(logError, 1)));
    }

    private static List<QualityLimit> limits(List<ProxyFigure> proxies, List<HiddenFigure> hidden) {
        return QualityCalibration.of(new Measurements(false, proxies, hidden, COSTS, 0));
    }

    @Test
    void worstSliceOfEachPatientCountsByAcceleration() {
        List<QualityLimit> limits = limits(
                List.of(
                        proxy(0, 0, FOUR, -4, Math.exp(-5)),
                        proxy(0, 1, FOUR, -3.5, Math.exp(-5.5)),
                        proxy(1, 2, FOUR, -3.8, Math.exp(-4.9)),
                        proxy(0, 0, EIGHT, -1, Math.exp(-2))),
                List.of(heldOut(0, FOUR, -3.2), heldOut(0, FOUR, -3.1), heldOut(1, FOUR, -3.3), heldOut(1, EIGHT, -0.5), heldOut(2, EIGHT, -0.6)));
        assertThat(limits).extracting(QualityLimit::acceleration).containsExactly(4, 8);
        QualityLimit four = limits.getFirst();
        assertThat(four.units()).as("the held-out ones, who are no fewer").isEqualTo(2);
        assertThat(four.mostLogError()).isEqualTo(-3.1);
        assertThat(four.proxies()).isEqualTo(2);
        assertThat(four.logRatio()).as("the larger of -1 and -1.1").isCloseTo(-1, Offset.offset(1e-9));
        assertThat(four.coverage()).isCloseTo(2 / 3.0, Offset.offset(1e-12));
        assertThat(limits.getLast().mostLogError()).isEqualTo(-0.5);
    }

    @Test
    void withoutTruthsThereIsNoBoundAndOneUnitSaysNothing() {
        List<QualityLimit> limits = limits(List.of(), List.of(heldOut(0, FOUR, -3), heldOut(1, FOUR, -2), heldOut(2, EIGHT, -1)));
        assertThat(limits).singleElement().satisfies(limit -> {
            assertThat(limit.logRatio()).isNull();
            assertThat(limit.coverage()).isZero();
            assertThat(limit.mostLogError()).isEqualTo(-2);
        });
    }

    @Test
    void modelThatTellsLessThanZerosIsInNoRange() {
        assertThat(limits(List.of(), List.of(heldOut(0, FOUR, 0.4), heldOut(1, FOUR, 1))).getFirst().mostLogError()).isZero();
    }

    /** Sites of 6 and of 30 patients: how often the next one lies within, which has to be as often as is said. */
    @Test
    void nextPatientLiesWithinAsOftenAsIsSaid() {
        SplittableRandom random = new SplittableRandom(11);
        for (int patients : new int[] {6, 30}) {
            int bounded = 0;
            int inRange = 0;
            int sites = 4000;
            double coverage = 0;
            for (int site = 0; site < sites; site++) {
                List<ProxyFigure> proxies = new ArrayList<>();
                for (int patient = 0; patient <= patients; patient++) {
                    double hidden = random.nextGaussian(-3, 0.5);
                    proxies.add(proxy(patient, patient, FOUR, hidden, Math.exp(hidden - 1 + random.nextGaussian(0, 0.4))));
                }
                ProxyFigure next = proxies.removeLast();
                QualityLimit limit = limits(proxies, List.of()).getFirst();
                double nmse = Math.log(next.by().get(Party.CHALLENGER).nmse());
                bounded += nmse <= next.hidden() + limit.logRatio() ? 1 : 0;
                inRange += next.hidden() <= limit.mostLogError() ? 1 : 0;
                coverage = limit.coverage();
            }
            assertThat(coverage).isCloseTo(patients == 6 ? 6 / 7.0 : 0.9, Offset.offset(1e-12));
            assertThat((double) bounded / sites).isBetween(coverage - 0.02, coverage + 0.05);
            assertThat((double) inRange / sites).isBetween(patients / (patients + 1.0) - 0.02, 1.0);
        }
    }
}
