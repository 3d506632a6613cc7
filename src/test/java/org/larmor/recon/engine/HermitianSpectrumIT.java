package org.larmor.recon.engine;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class HermitianSpectrumIT {
    /** By what they are: Gv = λv, vᴴw = 0, ‖v‖ = 1, and the trace is the sum of the eigenvalues. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 100, 361})
    void eigenvectorsAreMultipliedByTheirEigenvalues(int n) {
        double[] matrix = hermitian(n);
        double[] kept = matrix.clone();

        HermitianSpectrum spectrum = HermitianSpectrum.of(matrix, n);

        assertThat(matrix).isEqualTo(kept);
        assertThat(spectrum.values()).isSorted();
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += matrix[2 * (i * n + i)];
        }
        assertThat(Arrays.stream(spectrum.values()).sum()).isCloseTo(trace, within(1e-10 * n));
        for (int k = 0; k < n; k += Math.max(1, n / 7)) {
            for (int i = 0; i < n; i++) {
                double re = 0;
                double im = 0;
                for (int j = 0; j < n; j++) {
                    int g = 2 * (i * n + j);
                    int v = 2 * (k * n + j);
                    re += matrix[g] * spectrum.vectors()[v] - matrix[g + 1] * spectrum.vectors()[v + 1];
                    im += matrix[g] * spectrum.vectors()[v + 1] + matrix[g + 1] * spectrum.vectors()[v];
                }
                int v = 2 * (k * n + i);
                assertThat(re).isCloseTo(spectrum.values()[k] * spectrum.vectors()[v], within(1e-10 * n));
                assertThat(im).isCloseTo(spectrum.values()[k] * spectrum.vectors()[v + 1], within(1e-10 * n));
            }
            for (int other = 0; other < n; other++) {
                assertThat(product(spectrum.vectors(), k, other, n)).isCloseTo(k == other ? 1 : 0, within(1e-10 * n));
            }
        }
    }

    @Test
    void aMatrixOfZerosHasThemAsEigenvalues() {
        assertThat(HermitianSpectrum.of(new double[2 * 5 * 5], 5).values()).containsOnly(0);
    }

    private static double[] hermitian(int n) {
        SplittableRandom random = new SplittableRandom(n);
        double[] matrix = new double[2 * n * n];
        for (int i = 0; i < n; i++) {
            matrix[2 * (i * n + i)] = random.nextDouble(-1, 1);
            for (int j = 0; j < i; j++) {
                double re = random.nextDouble(-1, 1);
                double im = random.nextDouble(-1, 1);
                matrix[2 * (i * n + j)] = re;
                matrix[2 * (i * n + j) + 1] = im;
                matrix[2 * (j * n + i)] = re;
                matrix[2 * (j * n + i) + 1] = -im;
            }
        }
        return matrix;
    }

    /** |⟨a, b⟩|. */
    private static double product(double[] vectors, int a, int b, int n) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < n; i++) {
            int x = 2 * (a * n + i);
            int y = 2 * (b * n + i);
            re += vectors[x] * vectors[y] + vectors[x + 1] * vectors[y + 1];
            im += vectors[x] * vectors[y + 1] - vectors[x + 1] * vectors[y];
        }
        return Math.hypot(re, im);
    }
}
