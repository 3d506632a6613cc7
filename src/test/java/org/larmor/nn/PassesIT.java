package org.larmor.nn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.larmor.TestDevice;
import org.larmor.jssl.run.NetworkKind;
import org.larmor.jssl.run.Preset;
import org.larmor.recon.engine.ComputeDevice;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Networks on a device: on the processor's twin, since a graphics processor is not everywhere. */
class PassesIT {
    private static final int COILS = 3;
    private static final int HEIGHT = 48;
    private static final int WIDTH = 40;
    private static final String EXHAUSTED = "CUDA out of memory. Tried to allocate 2.00 GiB";

    private final List<DeviceMemory.Step> exhausted = new ArrayList<>();
    private NDManager here;
    private NDManager there;

    @BeforeEach
    void open() {
        here = TorchEngine.inferenceManager();
        there = TestDevice.TWIN.manager();
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private Passes passes(long bound) {
        return new Passes(here, new DeviceMemory(TestDevice.TWIN, bound, exhausted::add));
    }

    private static Reconstruction reconstruction(NDManager manager, ModelConfig config) {
        Model model = new Model(config);
        return new Reconstruction(
                model, Parameters.initial(manager, model.parameters(), 3), FinalImage.DATA_CONSISTENCY);
    }

    private static ModelConfig tiny() {
        return Preset.TINY.model(NetworkKind.UNET);
    }

    private Measurement measurement(int batch) {
        Random random = new Random(5);
        float[] columns = new float[WIDTH];
        for (int x = 0; x < WIDTH; x++) {
            columns[x] = x % 3 == 0 || Math.abs(x - WIDTH / 2) < 4 ? 1 : 0;
        }
        NDArray mask = here.create(columns, new Shape(1, 1, 1, WIDTH));
        return new Measurement(normal(random, batch).mul(mask), mask, normal(random, batch));
    }

    private NDArray normal(Random random, int batch) {
        float[] pairs = new float[2 * batch * COILS * HEIGHT * WIDTH];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (float) (0.3 * random.nextGaussian());
        }
        return here.create(pairs, new Shape(batch, COILS, HEIGHT, WIDTH, 2)).complex();
    }

    private static float[] values(NDArray image) {
        return image.real().toFloatArray();
    }

    /** Nothing of the processor's may be left once the inputs have been brought: what were used of it would be closed. */
    @ParameterizedTest
    @EnumSource(NetworkKind.class)
    void allOfANetworkIsWhereItsWeightsAre(NetworkKind kind) {
        for (Preset preset : List.of(Preset.TINY, Preset.STARTER)) {
            ModelConfig config = preset.model(kind);
            try (Passes passes = passes(Long.MAX_VALUE);
                    Passes plain = new Passes(here, DeviceMemory.OF_PROCESSOR)) {
                float[] expected = values(plain.image(reconstruction(here, config), measurement(2)));
                Measurement measurement = measurement(2);
                NDArray image = passes.run(reconstruction(there, config), measurement, (r, physics, m) -> {
                    measurement.map(array -> {
                        array.close();
                        return array;
                    });
                    assertThat(r.device()).isEqualTo(TestDevice.TWIN);
                    assertThat(ComputeDevice.of(m.kspace())).isEqualTo(TestDevice.TWIN);
                    NDArray computed = r.image(physics, m, Optional.empty());
                    assertThat(ComputeDevice.of(computed)).isEqualTo(TestDevice.TWIN);
                    return computed;
                });
                assertThat(ComputeDevice.of(image)).isEqualTo(ComputeDevice.PROCESSOR);
                assertThat(values(image)).isEqualTo(expected);
                assertThat(exhausted).isEmpty();
            }
        }
    }

    /** What was tried: on which device, how many images. */
    private record Tried(boolean onDevice, int images) {}

    /** A pass that the device has memory for only up to so many images. */
    private NDArray run(Passes passes, Measurement measurement, int most, List<Tried> tried) {
        return passes.run(reconstruction(there, tiny()), measurement, (r, physics, m) -> {
            boolean onDevice = ComputeDevice.of(m.kspace()).equals(TestDevice.TWIN);
            assertThat(r.device()).isEqualTo(ComputeDevice.of(m.kspace()));
            tried.add(new Tried(onDevice, m.batch()));
            if (onDevice && m.batch() > most) {
                throw new EngineException(EXHAUSTED);
            }
            return r.image(physics, m, Optional.empty());
        });
    }

    @Test
    void anExhaustedDeviceGetsHalfAtATime() {
        List<Tried> tried = new ArrayList<>();
        try (Passes passes = passes(Long.MAX_VALUE);
                Passes plain = new Passes(here, DeviceMemory.OF_PROCESSOR)) {
            float[] expected = values(plain.image(reconstruction(here, tiny()), measurement(5)));
            NDArray image = run(passes, measurement(5), 2, tried);
            assertThat(image.getShape()).isEqualTo(new Shape(5, HEIGHT, WIDTH));
            assertThat(values(image)).usingComparatorWithPrecision(1e-4f).containsExactly(expected);
        }
        assertThat(tried)
                .containsExactly(
                        new Tried(true, 5),
                        new Tried(true, 2),
                        new Tried(true, 3),
                        new Tried(true, 1),
                        new Tried(true, 2));
        assertThat(exhausted).containsExactly(DeviceMemory.Step.INFER, DeviceMemory.Step.INFER);
    }

    @Test
    void whatDoesNotFitAloneGoesThroughTheProcessor() {
        List<Tried> tried = new ArrayList<>();
        try (Passes passes = passes(Long.MAX_VALUE);
                Passes plain = new Passes(here, DeviceMemory.OF_PROCESSOR)) {
            float[] expected = values(plain.image(reconstruction(here, tiny()), measurement(2)));
            assertThat(values(run(passes, measurement(2), 0, tried)))
                    .usingComparatorWithPrecision(1e-4f)
                    .containsExactly(expected);
        }
        assertThat(tried)
                .containsExactly(
                        new Tried(true, 2),
                        new Tried(true, 1),
                        new Tried(false, 1),
                        new Tried(true, 1),
                        new Tried(false, 1));
        assertThat(exhausted).hasSize(3);
    }

    @Test
    void theBoundHalvesABatchBeforeTheDeviceIsAsked() {
        Measurement measurement = measurement(4);
        long four = PassMemory.forward(tiny(), measurement);
        List<Tried> tried = new ArrayList<>();
        try (Passes passes = passes(four / 2)) {
            run(passes, measurement, Integer.MAX_VALUE, tried);
        }
        assertThat(tried).containsExactly(new Tried(true, 2), new Tried(true, 2));
        assertThat(exhausted).hasSize(1);
    }

    @Test
    void otherFailuresAreNotHidden() {
        try (Passes passes = passes(Long.MAX_VALUE)) {
            assertThatThrownBy(() -> passes.run(reconstruction(there, tiny()), measurement(2), (r, physics, m) -> {
                        throw new EngineException("CUDA error: device-side assert triggered");
                    }))
                    .isInstanceOf(EngineException.class);
        }
        assertThat(exhausted).isEmpty();
    }

    @Test
    void nothingOfAPassStays() {
        Measurement measurement = measurement(3);
        try (Passes passes = passes(Long.MAX_VALUE);
                NDManager own = here.newSubManager()) {
            Reconstruction reconstruction = reconstruction(there, tiny());
            int weights = there.getManagedArrays().size();
            int arrays = 0;
            for (int i = 0; i < 3; i++) {
                int most = i;
                try (NDManager one = own.newSubManager()) {
                    passes.run(
                            reconstruction,
                            measurement.map(array -> ComputeDevice.brought(array, one)),
                            (r, physics, m) -> {
                                if (ComputeDevice.of(m.kspace()).equals(TestDevice.TWIN) && m.batch() > most) {
                                    throw new EngineException(EXHAUSTED);
                                }
                                return r.image(physics, m, Optional.empty());
                            });
                }
                int now = here.getManagedArrays().size() + own.getManagedArrays().size();
                assertThat(i == 0 ? now : arrays).isEqualTo(now);
                arrays = now;
                assertThat(there.getManagedArrays()).hasSize(weights);
            }
        }
    }
}
