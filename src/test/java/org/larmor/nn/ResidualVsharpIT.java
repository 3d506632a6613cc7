package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;

class ResidualVsharpIT {
    private static final int H = 32;
    private static final int W = 40;

    @ParameterizedTest
    @EnumSource
    void isItsStartBeforeTraining(ResidualVsharpConfig.Start start) {
        try (NDManager manager = TorchEngine.inferenceManager()) {
            Physics physics = new Physics(manager, H, W);
            ResidualVsharp network = network(start);
            Parameters p = Parameters.initial(manager, network.parameters(), 3);
            Measurement frame = frame(manager, physics);
            try (Unrolled.DataTerm data = network.dataTerm(physics, frame);
                    Unrolled.State first = network.start(physics, p, frame, data);
                    Network.Output.Images images = network.apply(physics, p, frame)) {
                NDArray wanted = physics.toComplex(first.x());
                for (NDArray image : images.steps()) {
                    assertThat(norm(image.sub(wanted)) / norm(wanted)).isLessThan(1e-5);
                }
            }
        }
    }

    @Test
    void sparseWaveletsLeaveLittleOfTheDataUnexplained() {
        try (NDManager manager = TorchEngine.inferenceManager()) {
            Physics physics = new Physics(manager, H, W);
            Measurement frame = frame(manager, physics);
            ResidualVsharp network = network(ResidualVsharpConfig.Start.WAVELET);
            Parameters p = Parameters.initial(manager, network.parameters(), 3);
            try (Unrolled.DataTerm data = network.dataTerm(physics, frame);
                    Unrolled.State first = network.start(physics, p, frame, data)) {
                // A*(y − Ax) is u, as the network has it
                assertThat(norm(first.u()) / norm(data.back())).isLessThan(0.05);
            }
        }
    }

    /** Where nothing is missing, what the maps are unsure of is there all the same, in its own scale. */
    @ParameterizedTest
    @EnumSource(ResidualVsharpConfig.Start.class)
    void fullDataComeOutAsTheyAreWhereMapsAreUnsure(ResidualVsharpConfig.Start start) {
        try (NDManager manager = TorchEngine.inferenceManager()) {
            Physics physics = new Physics(manager, H, W);
            Measurement frame = frame(manager, physics);
            NDArray block = block(manager);
            float[] unsure = new float[H * W];
            for (int i = 0; i < unsure.length; i++) {
                unsure[i] = i % W < W / 2 ? 0.3f : 1;
            }
            Measurement full = new Measurement(
                    physics.forward(block, frame.maps()),
                    frame.mask().onesLike(),
                    frame.maps(),
                    manager.create(unsure, new Shape(1, H, W)));
            ResidualVsharp network = network(start);
            Parameters p = Parameters.initial(manager, network.parameters(), 3);
            NDArray image = network.apply(physics, p, full).last();
            assertThat(norm(image.sub(block)) / norm(block)).isLessThan(0.03);
        }
    }

    @Test
    void chebyshevSolves() {
        try (NDManager manager = TorchEngine.inferenceManager()) {
            SplittableRandom random = new SplittableRandom(5);
            float[] eigenvalues = new float[200];
            float[] right = new float[200];
            for (int i = 0; i < eigenvalues.length; i++) {
                eigenvalues[i] = (float) random.nextDouble();
                right[i] = (float) random.nextGaussian();
            }
            NDArray n = manager.create(eigenvalues);
            NDArray b = manager.create(right);
            NDArray rho = manager.create(new float[] {0.05f});
            NDArray x = Chebyshev.solve(v -> v.mul(n).add(v.mul(rho)), rho, b.zerosLike(), b.duplicate(), 60);
            NDArray exact = b.div(n.add(rho));
            assertThat(norm(x.sub(exact)) / norm(exact)).isLessThan(1e-5);
        }
    }

    private static ResidualVsharp network(ResidualVsharpConfig.Start start) {
        return new ResidualVsharp(
                "", new ResidualVsharpConfig(2, 5, new UnetConfig(6, 2, 4, 2, false), true, start, 1e-3, 0.1));
    }

    /** A block on an empty ground, of which every other column is seen by three coils. */
    private static Measurement frame(NDManager manager, Physics physics) {
        float[] mask = new float[W];
        for (int i = 0; i < W; i++) {
            mask[i] = i % 2 == 0 || Math.abs(i - W / 2) < 4 ? 1 : 0;
        }
        float[] coils = new float[2 * 3 * H * W];
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                for (int c = 0; c < 3; c++) {
                    int at = 2 * ((c * H + y) * W + x);
                    coils[at] = (float) (1 + Math.sin(c + 0.1 * x) + 0.02 * c * y);
                    coils[at + 1] = (float) (0.05 * c * x);
                }
            }
        }
        NDArray maps = SensitivityRefiner.normalize(
                manager.create(coils, new Shape(1, 3, H, W, 2)).complex());
        NDArray columns = manager.create(mask, new Shape(1, 1, 1, W));
        return new Measurement(physics.forward(block(manager), maps).mul(columns), columns, maps);
    }

    private static NDArray block(NDManager manager) {
        float[] block = new float[2 * H * W];
        for (int y = 9; y < 20; y++) {
            for (int x = 11; x < 31; x++) {
                block[2 * (y * W + x)] = 1;
            }
        }
        return manager.create(block, new Shape(1, H, W, 2)).complex();
    }

    private static double norm(NDArray x) {
        NDArray real = x.getShape().dimension() == 3 ? x.real() : x;
        return Math.sqrt(real.square().sum().getFloat());
    }
}
