package org.larmor.recon.prepare;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class KspaceScaleTest {
    private static final int COIL = 500;

    /** Against all moduli in order, in k-space of which so many parts of a hundred are zero. */
    @ParameterizedTest
    @ValueSource(ints = {0, 50, 75, 99, 100})
    void countsZerosOfCoilsThatMeasuredSomething(int zeros) {
        SplittableRandom random = new SplittableRandom(zeros);
        float[] pairs = new float[2 * 3 * COIL];
        for (int i = 0; i < 2 * COIL; i++) { // the third coil is dead
            if (i % 100 >= zeros) {
                pairs[2 * i] = (float) random.nextGaussian();
                pairs[2 * i + 1] = (float) random.nextGaussian();
            }
        }
        double[] moduli = new double[2 * COIL];
        for (int i = 0; i < moduli.length; i++) {
            moduli[i] = Math.hypot(pairs[2 * i], pairs[2 * i + 1]);
        }
        Arrays.sort(moduli);
        for (double quantile : new double[] {0.995, 0.9, 0.5, 0.1}) {
            int k = (int) ((1 - quantile) * moduli.length) + 1;
            assertThat(KspaceScale.of(pairs, COIL, quantile)).isEqualTo((float) moduli[moduli.length - k]);
        }
    }

    @Test
    void whatIsNoNumberStandsOut() {
        float[] pairs = new float[2 * COIL];
        pairs[7] = Float.NaN;
        assertThat(KspaceScale.of(pairs, COIL, 0.999)).isNaN();
    }
}
