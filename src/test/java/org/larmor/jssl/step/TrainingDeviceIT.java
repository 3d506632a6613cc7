package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.larmor.TestDevice;
import org.larmor.jssl.loss.LossTerm;
import org.larmor.models.ModelFile;
import org.larmor.models.Safetensors;
import org.larmor.nn.Measurement;
import org.larmor.nn.Model;
import org.larmor.nn.Parameters;
import org.larmor.nn.PassMemory;
import org.larmor.recon.engine.ComputeDevice;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;

/** Training on a device, and what is done where its memory is exhausted: on the processor's twin. */
class TrainingDeviceIT {
    private static final int STEPS = 3;

    private final Model model = TinyProblem.model();
    private final List<DeviceMemory.Step> exhausted = new ArrayList<>();
    private NDManager here;
    private NDManager there;

    @BeforeEach
    void open() {
        here = TorchEngine.manager();
        there = TestDevice.TWIN.manager();
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private Batch small() {
        return TinyProblem.batch(here, 1, false, DataType.FLOAT32);
    }

    /** Two samples at once, of the same kind. */
    private Batch large() {
        Batch a = TinyProblem.batch(here, 2, false, DataType.FLOAT32);
        Batch b = TinyProblem.batch(here, 3, false, DataType.FLOAT32);
        Measurement input = new Measurement(
                both(a.input().kspace(), b.input().kspace()), a.input().mask(), both(a.input().maps(), b.input().maps()));
        return new Batch(input, both(a.target(), b.target()), a.lossMask(), a.padding(), both(a.image(), b.image()), a.crop());
    }

    private static NDArray both(NDArray a, NDArray b) {
        return NDArrays.concat(new NDList(a, b), 0);
    }

    private long estimate(Batch batch, boolean checkpointing) {
        return PassMemory.training(model.config(), batch.input(), checkpointing);
    }

    private Map<String, Safetensors.Tensor> trained(NDManager manager, ComputeDevice device, long bound, boolean saving) {
        TrainingSettings settings =
                new TrainingSettings(LearningRate.constant(1e-3), LossTerm.PAPER, OptionalDouble.of(1), saving);
        List<Batch> batches = List.of(small(), large());
        try (Trainer trainer = new Trainer(
                manager,
                model,
                Parameters.initial(manager, model.parameters(), 7),
                settings,
                new DeviceMemory(device, bound, exhausted::add))) {
            for (int i = 0; i < STEPS; i++) {
                trainer.step(batches);
            }
            assertThat(trainer.parameters().device()).isEqualTo(device);
            return ModelFile.tensors(trainer.parameters());
        }
    }

    private Map<String, Safetensors.Tensor> onProcessor(boolean saving) {
        return trained(here, ComputeDevice.PROCESSOR, Long.MAX_VALUE, saving);
    }

    private Map<String, Safetensors.Tensor> onTwin(long bound) {
        return trained(there, TestDevice.TWIN, bound, false);
    }

    private static void assertSame(Map<String, Safetensors.Tensor> actual, Map<String, Safetensors.Tensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((name, tensor) ->
                assertThat(tensor.values()).as(name).isEqualTo(expected.get(name).values()));
    }

    @Test
    void aStepOnADeviceIsTheSameStep() {
        assertSame(onTwin(Long.MAX_VALUE), onProcessor(false));
        assertThat(exhausted).isEmpty();
    }

    /** The first batch's gradients are there when the second one fails: they must not count twice. */
    @Test
    void firstEachUnrolledStepIsComputedAgain() {
        long bound = estimate(large(), true);
        assertThat(estimate(small(), false)).isLessThanOrEqualTo(bound);
        assertThat(estimate(large(), false)).isGreaterThan(bound);
        assertSame(onTwin(bound), onProcessor(true));
        assertThat(exhausted).hasSize(STEPS).containsOnly(DeviceMemory.Step.TRAIN);
    }

    @Test
    void thenTheProcessorComputes() {
        long bound = estimate(large(), true) - 1;
        assertThat(estimate(small(), false)).isLessThanOrEqualTo(bound);
        assertSame(onTwin(bound), onProcessor(false));
        assertThat(exhausted).hasSize(2 * STEPS).containsOnly(DeviceMemory.Step.TRAIN);
    }
}
