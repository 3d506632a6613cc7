package org.larmor.jssl.simulated;

import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.nn.PhysicsCache;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;

class ResimulationIT {
    @Test
    void isAFunctionOfItsInputsAndTheRandomNumbers() {
        try (NDManager manager = TorchEngine.inferenceManager();
                PhysicsCache physics = new PhysicsCache(manager)) {
            Resimulation resimulation = new Resimulation(physics);
            for (int seed = 0; seed < 12; seed++) {
                KspaceSlice one = resimulation.apply(manager, slice(), slice(), new SplittableRandom(seed));
                KspaceSlice same = resimulation.apply(manager, slice(), slice(), new SplittableRandom(seed));
                KspaceSlice other = resimulation.apply(manager, slice(), slice(), new SplittableRandom(seed + 100));
                assertThat(same.pairs()).isEqualTo(one.pairs());
                assertThat(other.pairs()).isNotEqualTo(one.pairs());
                assertThat(one.coils()).isBetween(4, 16);
                double energy = 0;
                for (float value : one.pairs()) {
                    assertThat(value).isFinite();
                    energy += value * value;
                }
                assertThat(energy).isPositive();
                assertThat(centre(one)).as("most energy lies in the middle of k-space").isGreaterThan(0.5);
            }
        }
    }

    /** The part of the energy in the middle quarter of each axis. */
    private static double centre(KspaceSlice slice) {
        double inside = 0;
        double all = 0;
        for (int c = 0; c < slice.coils(); c++) {
            for (int y = 0; y < slice.height(); y++) {
                for (int x = 0; x < slice.width(); x++) {
                    int at = 2 * ((c * slice.height() + y) * slice.width() + x);
                    double energy = slice.pairs()[at] * slice.pairs()[at] + slice.pairs()[at + 1] * slice.pairs()[at + 1];
                    all += energy;
                    boolean middle = Math.abs(y - slice.height() / 2) < slice.height() / 8
                            && Math.abs(x - slice.width() / 2) < slice.width() / 8;
                    inside += middle ? energy : 0;
                }
            }
        }
        return inside / all;
    }

    /** Two coils that see a block: its transform by the sum, small as it is. */
    private static KspaceSlice slice() {
        int n = 32;
        float[] pairs = new float[2 * 2 * n * n];
        for (int c = 0; c < 2; c++) {
            for (int y = 0; y < n; y++) {
                for (int x = 0; x < n; x++) {
                    double value = sinc((y - n / 2) / 3.0) * sinc((x - n / 2) / 4.0) * (1 + c);
                    pairs[2 * ((c * n + y) * n + x)] = (float) value;
                }
            }
        }
        return new KspaceSlice(pairs, 2, n, n, n, n);
    }

    private static double sinc(double t) {
        return t == 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
    }
}
