package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReconstructionIT {
    private static final int H = 26;
    private static final int W = 33;

    static Stream<ModelConfig> models() {
        UnetConfig refiner = new UnetConfig(2, 2, 4, 2, false);
        VsharpConfig vsharp = new VsharpConfig(
                2,
                2,
                new UnetConfig(6, 2, 4, 2, false),
                true,
                VsharpConfig.Start.SENSE,
                new InitializerConfig(List.of(4, 4), List.of(1, 2), 2),
                1);
        return Stream.of(vsharp, VarNetConfig.of(2, 4, 2), UnetBaselineConfig.of(4, 2))
                .flatMap(network -> Stream.of(
                        new ModelConfig(network, Optional.of(refiner)), new ModelConfig(network, Optional.empty())));
    }

    private static Measurement frame(NDManager manager, long seed, int coils) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] mask = new float[W];
        for (int i = 0; i < W; i++) {
            mask[i] = i % 3 == 0 ? 1 : 0;
        }
        NDArray columns = manager.create(mask, new Shape(1, 1, 1, W));
        NDArray kspace = complex(manager, random, coils).mul(columns);
        return new Measurement(kspace, columns, SensitivityRefiner.normalize(complex(manager, random, coils)));
    }

    private static NDArray complex(NDManager manager, SplittableRandom random, int coils) {
        float[] values = new float[2 * coils * H * W];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, new Shape(1, coils, H, W, 2)).complex();
    }

    @ParameterizedTest
    @MethodSource("models")
    void framesInABatchAreTheFramesAlone(ModelConfig config) {
        TorchEngine.load();
        Model model = new Model(config);
        try (NDManager manager = TorchEngine.inferenceManager()) {
            Parameters p = Parameters.initial(manager, model.parameters(), 1);
            Physics physics = new Physics(manager, H, W);
            for (FinalImage finalImage : FinalImage.values()) {
                Reconstruction reconstruction = new Reconstruction(model, p, finalImage);
                Measurement a = frame(manager, 1, 3);
                Measurement b = frame(manager, 2, 3);
                Measurement both = new Measurement(
                        a.kspace().concat(b.kspace(), 0), a.mask(), a.maps().concat(b.maps(), 0));
                NDArray together = reconstruction.magnitude(physics, both, Optional.empty());
                NDArray alone = reconstruction
                        .magnitude(physics, a, Optional.empty())
                        .concat(reconstruction.magnitude(physics, b, Optional.empty()), 0);
                assertThat(together.getShape()).isEqualTo(new Shape(2, H, W));
                assertThat(together.sub(alone).abs().max().getFloat())
                        .isLessThan(1e-4f * alone.max().getFloat());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aFrameLeavesNothingBehind(ModelConfig config) {
        TorchEngine.load();
        Model model = new Model(config);
        try (NDManager manager = TorchEngine.inferenceManager()) {
            Parameters p = Parameters.initial(manager, model.parameters(), 1);
            Physics physics = new Physics(manager, H, W);
            Reconstruction reconstruction = new Reconstruction(model, p, FinalImage.MODULUS);
            for (int coils : new int[] {1, 2, 32}) {
                Measurement frame = frame(manager, 1, coils);
                int before = manager.getManagedArrays().size();
                reconstruction.magnitude(physics, frame, Optional.empty()).close();
                assertThat(manager.getManagedArrays()).as(coils + " coils").hasSize(before);
            }
        }
    }

    @Test
    void anEmptyFrameStaysEmpty() {
        TorchEngine.load();
        Model model = new Model(new ModelConfig(UnetBaselineConfig.of(4, 2), Optional.empty()));
        try (NDManager manager = TorchEngine.inferenceManager()) {
            Parameters p = Parameters.initial(manager, model.parameters(), 1);
            Measurement frame = frame(manager, 1, 2);
            Measurement empty = new Measurement(frame.kspace().mul(0f), frame.mask(), frame.maps());
            NDArray image = new Reconstruction(model, p, FinalImage.DATA_CONSISTENCY)
                    .magnitude(new Physics(manager, H, W), empty, Optional.empty());
            assertThat(image.isNaN().any().getBoolean()).isFalse();
        }
    }

    @Test
    void parametersOfAnotherModelAreRefused() {
        TorchEngine.load();
        try (NDManager manager = TorchEngine.manager()) {
            Parameters p = Parameters.initial(
                    manager, new Model(new ModelConfig(VarNetConfig.of(1, 4, 2), Optional.empty())).parameters(), 1);
            Model other = new Model(new ModelConfig(VarNetConfig.of(1, 8, 2), Optional.empty()));
            assertThatThrownBy(() -> p.require(other.parameters())).isInstanceOf(NnException.class);
            Model more = new Model(new ModelConfig(VarNetConfig.of(2, 4, 2), Optional.empty()));
            assertThatThrownBy(() -> p.require(more.parameters())).isInstanceOf(NnException.class);
        }
    }
}
