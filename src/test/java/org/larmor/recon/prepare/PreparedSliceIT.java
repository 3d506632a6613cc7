package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.larmor.recon.classic.SenseImage;
import org.larmor.recon.classic.SimulatedArray;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.op.Fourier;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.recon.quality.SsimWindow;

import static org.assertj.core.api.Assertions.assertThat;

/** Slices that are gridded already: maps, compression and SENSE of them. */
class PreparedSliceIT {
    private static final int COILS = 6;

    @Test
    void mapsAndImageExplainTheDataForOddAndEvenSizes() {
        for (int[] size : new int[][] {{64, 48}, {63, 49}}) {
            int ny = size[0];
            int nx = size[1];
            SimulatedArray array = new SimulatedArray(COILS, ny, nx, 0.001);
            float[] lines = new float[ny];
            for (int y = 0; y < ny; y++) {
                lines[y] = y % 2 == 0 || Math.abs(y - ny / 2) <= 8 ? 1 : 0;
            }
            try (NDManager manager = TorchEngine.inferenceManager()) {
                NDArray mask = manager.create(lines);
                NDArray kspace = kspace(manager, array, COILS, ny, nx).mul(mask);
                PreparedSlice slice = PreparedSlice.ofKspace(
                        manager, kspace, lines, Calibration.of(kspace, ny / 2 - 8, 17), new EspiritMaps());
                NDArray image = SenseImage.of(manager, slice);
                NDArray explained = new Fourier(manager, nx, ny)
                        .forward(image.mul(slice.maps(manager)))
                        .mul(mask);
                assertThat(norm(explained.sub(kspace)) / norm(kspace)).isLessThan(0.02);
                float[] magnitude = image.swapAxes(0, 1).abs().toFloatArray();
                assertThat(ImageQuality.fitted(magnitude, array.truth, ny, nx, SsimWindow.GAUSSIAN)
                                .nrmse())
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
    void mapsReachOverTheWholeFieldAndExplainTheSignalOfFewLinesToo() {
        int n = 96;
        int coils = 4;
        SimulatedArray array = new SimulatedArray(coils, n, n, 0.002);
        try (NDManager manager = TorchEngine.inferenceManager()) {
            NDArray kspace = kspace(manager, array, coils, n, n);
            NDArray images = new Fourier(manager, n, n).adjoint(kspace);
            for (int lines : new int[] {4, 5, 6, 8, 10, 15, 16, 24, 40}) {
                MapMethod.SliceMaps maps =
                        new EspiritMaps().maps(manager, Calibration.of(kspace, n / 2 - lines / 2, lines));
                NDArray sensitivities = Complex.of(manager, maps.sensitivities(), new Shape(coils, n, n));
                float[] squares =
                        sensitivities.abs().square().sum(new int[] {0}).toFloatArray();
                for (float square : squares) {
                    assertThat(square).isBetween(0.999f, 1.001f);
                }
                for (float weight : maps.weights()) {
                    assertThat(weight).isBetween(0.3f, 1f);
                }
                NDArray combined = sensitivities.conj().mul(images).sum(new int[] {0});
                assertThat(norm(combined) / norm(images)).as(lines + " lines").isGreaterThan(0.99);
            }
        }
    }

    @Test
    void compressionKeepsTheSignalAndItsImage() {
        int n = 64;
        int coils = 20;
        SimulatedArray array = new SimulatedArray(coils, n, n, 0.002);
        try (NDManager manager = TorchEngine.inferenceManager()) {
            NDArray kspace = kspace(manager, array, coils, n, n);
            float[] lines = new float[n];
            java.util.Arrays.fill(lines, 1);
            PreparedSlice slice = PreparedSlice.ofKspace(
                    manager, kspace, lines, Calibration.of(kspace, n / 2 - 12, 24), new EspiritMaps());
            assertThat(slice.coils()).isEqualTo(12);
            assertThat(norm(slice.kspace()) / norm(kspace)).isBetween(0.99, 1.0);
            assertThat(norm(slice.compressed(kspace).sub(slice.kspace()))).isZero();
            // the two ways into hybrid space and back
            NDArray back = PreparedSlice.ofHybrid(slice.hybrid().mul(1f), lines, slice.coilMaps(), 0)
                    .kspace();
            assertThat(norm(back.sub(slice.kspace())) / norm(back)).isLessThan(1e-6);
        }
    }

    @Test
    void theCentralLinesAreThoseNearestTheCentre() {
        float[] lines = new float[2 * 10];
        for (int i = 0; i < 10; i++) {
            lines[2 * i] = i;
        }
        // lines 3 to 12 of 16: the centre is 8
        Calibration calibration = new Calibration(lines, 1, 1, 3, 10, 16);
        Calibration central = calibration.central(4);
        assertThat(central.first()).isEqualTo(6);
        assertThat(central.lines()).containsExactly(3, 0, 4, 0, 5, 0, 6, 0);
        assertThat(calibration.central(10)).isSameAs(calibration);
        assertThat(new Calibration(lines, 1, 1, 0, 10, 16).central(4).first()).isEqualTo(6);
        assertThat(central.columns()).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0);
    }

    /** [coil][readout][phase]. */
    private static NDArray kspace(NDManager manager, SimulatedArray array, int coils, int ny, int nx) {
        return Complex.of(manager, array.kspace, new Shape(coils, ny, nx)).swapAxes(1, 2);
    }

    private static double norm(NDArray complex) {
        return Math.sqrt(complex.real().square().sum().getFloat());
    }
}
