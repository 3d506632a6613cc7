package org.larmor.sim;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class FftTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 15, 62, 126, 160, 256})
    void isTheCentredOrthonormalTransform(int n) {
        double[] signal = signal(2 * n);
        double[] fast = signal.clone();
        new Fft(n).forward(fast, 0, 1);
        for (int k = 0; k < n; k++) {
            double re = 0;
            double im = 0;
            for (int i = 0; i < n; i++) {
                double angle = -2 * Math.PI * (k - n / 2) * (i - n / 2) / n;
                re += signal[2 * i] * Math.cos(angle) - signal[2 * i + 1] * Math.sin(angle);
                im += signal[2 * i] * Math.sin(angle) + signal[2 * i + 1] * Math.cos(angle);
            }
            assertThat(fast[2 * k]).isCloseTo(re / Math.sqrt(n), within(1e-10));
            assertThat(fast[2 * k + 1]).isCloseTo(im / Math.sqrt(n), within(1e-10));
        }
    }

    @Test
    void comesBackAndKeepsTheEnergyInTwoDimensions() {
        Fft x = new Fft(24);
        Fft y = new Fft(15);
        double[] image = signal(2 * 24 * 15);
        double[] data = image.clone();
        for (int row = 0; row < 15; row++) {
            x.forward(data, 2 * 24 * row, 1);
        }
        for (int column = 0; column < 24; column++) {
            y.forward(data, 2 * column, 24);
        }
        assertThat(energy(data)).isCloseTo(energy(image), within(1e-9));
        assertThat(data).isNotEqualTo(image);
        x.inverse2(data, y);
        for (int i = 0; i < image.length; i++) {
            assertThat(data[i]).isCloseTo(image[i], within(1e-12));
        }
    }

    @Test
    void refusesLargePrimes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fft(2 * 37));
    }

    private static double[] signal(int length) {
        return new Random(length).doubles(length, -1, 1).toArray();
    }

    private static double energy(double[] data) {
        double sum = 0;
        for (double value : data) {
            sum += value * value;
        }
        return sum;
    }
}
