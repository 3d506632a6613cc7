package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.op.Coils;
import org.larmor.recon.op.Fourier;
import org.larmor.recon.op.Sampling;
import org.larmor.recon.op.SenseOperator;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.recon.quality.SsimWindow;

import static org.assertj.core.api.Assertions.assertThat;

class SenseStartIT {
    @Test
    void mapsAndImageExplainTheDataThroughTheOperatorsForOddAndEvenSizes() {
        for (int[] size : new int[][] {{64, 48}, {63, 49}}) {
            int ny = size[0];
            int nx = size[1];
            SimulatedArray array = new SimulatedArray(6, ny, nx, 0.001);
            float[] mask = new float[ny];
            for (int y = 0; y < ny; y++) {
                mask[y] = y % 2 == 0 || Math.abs(y - ny / 2) <= 8 ? 1 : 0;
            }
            try (NDManager manager = TorchEngine.inferenceManager()) {
                Sampling sampling = new Sampling(manager.create(mask, new Shape(ny, 1)));
                NDArray kspace = sampling.forward(Complex.of(manager, array.kspace, new Shape(6, ny, nx)));
                NDArray maps = SenseStart.maps(manager, kspace, ny / 2 - 8, 17);
                NDArray image =
                        SenseStart.image(manager, kspace, maps, mask, new ConjugateGradient(1e-4, 1e-4, 50));
                NDArray explained = new SenseOperator(sampling, new Fourier(manager, ny, nx), new Coils(maps))
                        .forward(image);
                assertThat(norm(explained.sub(kspace)) / norm(kspace)).isLessThan(0.02);
                float[] magnitude = image.abs().toFloatArray();
                assertThat(
                                ImageQuality.fitted(magnitude, array.truth, ny, nx, SsimWindow.GAUSSIAN).nrmse())
                        .isLessThan(0.03);
                // no scale fit needed: the maps' squares sum to one
                double signal = 0;
                double truth = 0;
                for (int i = 0; i < magnitude.length; i++) {
                    signal += magnitude[i];
                    truth += array.truth[i];
                }
                assertThat(signal / truth).isBetween(0.97, 1.03);
            }
        }
    }

    @Test
    void mapsOfFewLinesHaveNoHolesWhereThereIsSignal() {
        int n = 96;
        int coils = 4;
        SimulatedArray array = new SimulatedArray(coils, n, n, 0.002);
        try (NDManager manager = TorchEngine.inferenceManager()) {
            NDArray kspace = Complex.of(manager, array.kspace, new Shape(coils, n, n));
            NDArray images = new Fourier(manager, n, n).adjoint(kspace);
            for (int lines : new int[] {4, 5, 6, 8, 10, 15, 16, 24}) {
                NDArray maps = SenseStart.maps(manager, kspace, n / 2 - lines / 2, lines);
                NDArray combined = maps.conj().mul(images).sum(new int[] {0});
                double kept = norm(combined) / norm(images);
                assertThat(kept).as(lines + " lines").isGreaterThan(0.99);
            }
        }
    }

    private static double norm(NDArray complex) {
        return Math.sqrt(complex.real().square().sum().getFloat());
    }
}
