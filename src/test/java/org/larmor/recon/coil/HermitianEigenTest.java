package org.larmor.recon.coil;

import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class HermitianEigenTest {
    @Test
    void eigenvectorsSatisfyTheirDefinitionInDescendingOrder() {
        Random random = new Random(2);
        for (int n : new int[] {1, 2, 5, 32}) {
            double[] re = new double[n * n];
            double[] im = new double[n * n];
            for (int i = 0; i < n; i++) {
                re[i * n + i] = random.nextGaussian();
                for (int j = 0; j < i; j++) {
                    re[i * n + j] = random.nextGaussian();
                    re[j * n + i] = re[i * n + j];
                    im[i * n + j] = random.nextGaussian();
                    im[j * n + i] = -im[i * n + j];
                }
            }
            HermitianEigen eigen = new HermitianEigen(n, re, im);
            for (int k = 0; k < n; k++) {
                assertThat(eigen.value(k)).isLessThanOrEqualTo(k == 0 ? Double.MAX_VALUE : eigen.value(k - 1));
                double norm = 0;
                for (int i = 0; i < n; i++) {
                    double real = 0;
                    double imaginary = 0;
                    for (int j = 0; j < n; j++) {
                        double vr = eigen.vectorRe(k, j);
                        double vi = eigen.vectorIm(k, j);
                        real += re[i * n + j] * vr - im[i * n + j] * vi;
                        imaginary += re[i * n + j] * vi + im[i * n + j] * vr;
                    }
                    assertThat(real).isCloseTo(eigen.value(k) * eigen.vectorRe(k, i), within(1e-10 * n));
                    assertThat(imaginary).isCloseTo(eigen.value(k) * eigen.vectorIm(k, i), within(1e-10 * n));
                    norm += Math.pow(eigen.vectorRe(k, i), 2) + Math.pow(eigen.vectorIm(k, i), 2);
                }
                assertThat(norm).isCloseTo(1, within(1e-10));
            }
        }
    }
}
