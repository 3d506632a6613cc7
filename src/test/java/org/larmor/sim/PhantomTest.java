package org.larmor.sim;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class PhantomTest {
    private static final int N = 64;

    @Test
    void theTruthHoldsTheEnergyOfKSpace() {
        Phantom phantom = new Phantom(N, N, 2, 4, 1);
        double kspace = 0;
        for (float value : phantom.kspace(0)) {
            kspace += value * value;
        }
        double image = 0;
        for (float value : new SimulatedScan(phantom, ScanPlan.plain()).truth(0, 0)) {
            image += value * value;
        }
        // what lies outside the image's field of view is only the ringing of the cut
        assertThat(image / kspace).isBetween(0.98, 1.0);
    }

    @Test
    void theHeadIsBrightToldByItsSkullAndStandsUpright() {
        float[] truth = new SimulatedScan(new Phantom(N, N, 2, 1, 1), ScanPlan.plain()).truth(0, 0);
        double skullTop = peak(truth, 2, 6, N / 2);
        assertThat(skullTop).isBetween(0.6, 1.4);
        assertThat(truth[0]).isLessThan(0.1f);
        assertThat(truth[N / 2 * N]).as("left of the head: narrower than high").isLessThan(0.1f);
        // the tumour's ellipse of intensity 0.1 is in the upper half, at y = +0.35
        int up = (int) (N / 2 - 0.35 * N / 2);
        int down = (int) (N / 2 + 0.35 * N / 2);
        assertThat(mean(truth, up, N / 2)).isGreaterThan(mean(truth, down, N / 2) + 0.05);
        // the larger dark ventricle is at x < 0
        assertThat(dark(truth, 0, N / 2)).isGreaterThan(dark(truth, N / 2, N));
    }

    @Test
    void coilsDifferAndSeeTheirOwnSide() {
        CoilArray array = new CoilArray(8);
        double[] near = new double[2];
        double[] far = new double[2];
        array.at(0, 0.6, 0, 0, near);
        array.at(0, -0.6, 0, 0, far);
        assertThat(Math.hypot(near[0], near[1])).isGreaterThan(3 * Math.hypot(far[0], far[1]));
        for (int coils : new int[] {1, 8, 32}) {
            double sum = 0;
            for (int c = 0; c < coils; c++) {
                new CoilArray(coils).at(c, 0, 0, 0, near);
                sum += near[0] * near[0] + near[1] * near[1];
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void slicesDiffer() {
        Phantom phantom = new Phantom(32, 32, 1, 2, 3);
        assertThat(phantom.kspace(0)).isNotEqualTo(phantom.kspace(1));
        assertThat(phantom.kspace(1)).isSameAs(phantom.kspace(1));
    }

    @Test
    void refusesEmptyOnes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Phantom(4, 64, 2, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Phantom(64, 64, 2, 0, 1));
    }

    private static double peak(float[] image, int fromRow, int toRow, int column) {
        double peak = 0;
        for (int row = fromRow; row < toRow; row++) {
            peak = Math.max(peak, image[row * N + column]);
        }
        return peak;
    }

    private static double mean(float[] image, int row, int column) {
        double sum = 0;
        for (int r = row - 2; r <= row + 2; r++) {
            for (int c = column - 2; c <= column + 2; c++) {
                sum += image[r * N + c] / 25;
            }
        }
        return sum;
    }

    /** Pixels in the ventricles' rows, inside the head, of almost no signal. */
    private static int dark(float[] image, int fromColumn, int toColumn) {
        int count = 0;
        for (int row = 3 * N / 8; row < 5 * N / 8; row++) {
            for (int column = Math.max(fromColumn, N / 4); column < Math.min(toColumn, 3 * N / 4); column++) {
                count += image[row * N + column] < 0.1 ? 1 : 0;
            }
        }
        return count;
    }
}
