package org.larmor.adapt.gate;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SignFlipTest {
    /** Every pattern, one after the other. */
    private static double byHand(double[] differences) {
        int count = 0;
        double found = 0;
        for (double difference : differences) {
            found += difference;
        }
        for (int signs = 0; signs < 1 << differences.length; signs++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
            }
            count += sum >= found - 1e-9 ? 1 : 0;
        }
        return count / Math.pow(2, differences.length);
    }

    @Property(tries = 200)
    void equalsTheCountOfAllPatterns(@ForAll @IntRange(min = 1, max = 13) int units, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] differences = new double[units];
        for (int i = 0; i < units; i++) {
            // a few that are equal, or nothing
            differences[i] = Math.round(random.nextGaussian(0.3, 1) * 4) / 4.0;
        }
        assertThat(SignFlip.pValue(differences, 1)).isCloseTo(byHand(differences), within(1e-12));
    }

    @Test
    void bestOfNIsOneOfTwoToTheN() {
        assertThat(SignFlip.pValue(new double[] {1, 2, 3, 4, 5, 6}, 1)).isEqualTo(1.0 / 64);
        assertThat(SignFlip.pValue(new double[] {-1, -2}, 1)).isEqualTo(1);
        assertThat(SignFlip.pValue(new double[0], 1)).isEqualTo(1);
    }

    @Test
    void manyUnitsAreDrawnAndAgree() {
        SplittableRandom random = new SplittableRandom(5);
        double[] many = new double[41];
        double sum = 0;
        double power = 0;
        for (int i = 0; i < many.length; i++) {
            many[i] = random.nextGaussian(0.25, 1);
            sum += many[i];
            power += many[i] * many[i];
        }
        // by the central limit theorem: the sum of flipped ones has no mean, and the variance Σd²
        double z = sum / Math.sqrt(power);
        double expected = 1 - org.apache.commons.statistics.distribution.NormalDistribution.of(0, 1).cumulativeProbability(z);
        assertThat(expected).isBetween(0.001, 0.4);
        assertThat(SignFlip.pValue(many, 1)).isCloseTo(expected, within(0.01));
        double[] fewer = java.util.Arrays.copyOf(many, 40);
        double[] padded = java.util.Arrays.copyOf(fewer, 41);
        assertThat(SignFlip.pValue(padded, 1)).as("nothing beside nothing").isCloseTo(SignFlip.pValue(fewer, 1), within(0.003));
    }
}
