package org.larmor.adapt.gate;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnitBootstrapTest {
    /** How often the bound lies above the truth. */
    private static double misses(int units, double error) {
        SplittableRandom random = new SplittableRandom(units);
        int missed = 0;
        int runs = 4000;
        for (int run = 0; run < runs; run++) {
            double[] means = new double[units];
            for (int i = 0; i < units; i++) {
                means[i] = random.nextGaussian(0.7, 0.3);
            }
            missed += UnitBootstrap.lower(means, error, 1000, run) > 0.7 ? 1 : 0;
        }
        return missed / (double) runs;
    }

    @Test
    void boundMissesTheTruthAboutAsOftenAsItMay() {
        // of 4,000 runs, 0.025 is known to within 0.0075 (three standard deviations)
        for (int units : new int[] {6, 8, 12, 30}) {
            assertThat(misses(units, 0.025)).as("%d units", units).isBetween(0.005, 0.0325);
        }
    }

    @Test
    void fewUnitsHaveTheWorstOrNone() {
        assertThat(UnitBootstrap.lower(new double[] {1}, 0.025, 1000, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(UnitBootstrap.lower(new double[0], 0.025, 1000, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(UnitBootstrap.lower(new double[] {1, 3}, 0.025, 1000, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(UnitBootstrap.lower(new double[] {2, 2, 2}, 0.025, 1000, 1)).isEqualTo(2);
    }
}
