package org.larmor.sim;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class NoiseModelTest {
    private static final int COILS = 5;
    private static final double LEVEL = 0.3;

    @Test
    void samplesHaveTheCovarianceItStates() {
        NoiseModel model = new NoiseModel(COILS, LEVEL);
        SplittableRandom random = new SplittableRandom(3);
        double[] white = new double[2 * COILS];
        double[] noise = new double[2 * COILS];
        double[] sum = new double[2 * COILS * COILS];
        int draws = 200_000;
        for (int d = 0; d < draws; d++) {
            model.draw(random, white, noise);
            for (int i = 0; i < COILS; i++) {
                for (int j = 0; j < COILS; j++) {
                    int at = 2 * (i * COILS + j);
                    sum[at] += noise[2 * i] * noise[2 * j] + noise[2 * i + 1] * noise[2 * j + 1];
                    sum[at + 1] += noise[2 * i + 1] * noise[2 * j] - noise[2 * i] * noise[2 * j + 1];
                }
            }
        }
        double[] stated = model.covariance();
        for (int i = 0; i < sum.length; i++) {
            assertThat(sum[i] / draws).as("element " + i).isCloseTo(stated[i], within(0.01 * LEVEL * LEVEL));
        }
    }

    @Test
    void isHermitianWithTheLevelOnAverageAndNeighboursCorrelated() {
        double[] covariance = new NoiseModel(COILS, LEVEL).covariance();
        double power = 0;
        for (int i = 0; i < COILS; i++) {
            power += covariance[2 * (i * COILS + i)] / COILS;
            for (int j = 0; j < COILS; j++) {
                assertThat(covariance[2 * (i * COILS + j)]).isCloseTo(covariance[2 * (j * COILS + i)], within(1e-15));
                assertThat(covariance[2 * (i * COILS + j) + 1]).isCloseTo(-covariance[2 * (j * COILS + i) + 1], within(1e-15));
            }
        }
        assertThat(power).isCloseTo(LEVEL * LEVEL, within(1e-12));
        assertThat(Math.hypot(covariance[2], covariance[3])).isGreaterThan(0.2 * LEVEL * LEVEL);
    }
}
