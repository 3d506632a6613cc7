package org.larmor.jssl.step;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.TestDevice;
import org.larmor.jssl.loss.LossTerm;
import org.larmor.models.ModelFile;
import org.larmor.models.Safetensors;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.nn.ResidualVsharpConfig;
import org.larmor.nn.UnetConfig;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TrainerIT {
    private static final LearningRate RATE = LearningRate.constant(1e-3);

    private final Model model = TinyProblem.model();
    private NDManager manager;
    private NDManager there;

    /** Samples are made on the processor, wherever the network is. */
    @BeforeEach
    void start() {
        manager = TorchEngine.manager();
        there = TestDevice.chosen().manager();
    }

    @AfterEach
    void stop() {
        manager.close();
        there.close();
    }

    private Parameters parameters() {
        return Parameters.initial(there, model.parameters(), 7);
    }

    private Batch batch(long iteration) {
        return TinyProblem.batch(manager, iteration, iteration % 2 == 1, DataType.FLOAT32);
    }

    @Test
    void lossFalls() {
        try (Trainer trainer = new Trainer(there, model, parameters(), TrainingSettings.of(RATE))) {
            double first = trainer.step(List.of(batch(0))).loss();
            double last = first;
            for (int i = 0; i < 30; i++) {
                last = trainer.step(List.of(batch(0))).loss();
            }
            assertThat(last).isLessThan(0.8 * first);
        }
    }

    @Test
    void resumedTrainingIsBitIdentical(@TempDir Path folder) throws IOException {
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        Map<String, Safetensors.Tensor> straight;
        try (Trainer trainer = new Trainer(there, model, parameters(), TrainingSettings.of(RATE))) {
            for (int i = 0; i < 3; i++) {
                trainer.step(List.of(batch(i)));
            }
            trainer.save(checkpoint);
            for (int i = 3; i < 6; i++) {
                trainer.step(List.of(batch(i)));
            }
            straight = ModelFile.tensors(trainer.parameters());
        }
        try (Trainer resumed = Trainer.resume(there, model, TrainingSettings.of(RATE), checkpoint)) {
            assertThat(resumed.iteration()).isEqualTo(3);
            for (long i = resumed.iteration(); i < 6; i++) {
                resumed.step(List.of(batch(i)));
            }
            ModelFile.tensors(resumed.parameters())
                    .forEach((name, tensor) ->
                            assertThat(tensor.values()).as(name).isEqualTo(straight.get(name).values()));
        }
    }

    @Test
    void checkpointingChangesNoNumber() {
        TrainingSettings plain = TrainingSettings.of(RATE);
        TrainingSettings saving = new TrainingSettings(RATE, LossTerm.PAPER, OptionalDouble.empty(), true);
        for (boolean selfSupervised : new boolean[] {false, true}) {
            Batch batch = TinyProblem.batch(manager, 5, selfSupervised, DataType.FLOAT64);
            try (Trainer a = new Trainer(there, model, parameters().toType(there, DataType.FLOAT64), plain);
                    Trainer b = new Trainer(there, model, parameters().toType(there, DataType.FLOAT64), saving)) {
                for (int i = 0; i < 3; i++) {
                    Trainer.Report expected = a.step(List.of(batch));
                    Trainer.Report actual = b.step(List.of(batch));
                    assertThat(actual.loss()).isEqualTo(expected.loss(), within(1e-9 * expected.loss()));
                    assertThat(actual.gradientNorm())
                            .isEqualTo(expected.gradientNorm(), within(1e-8 * expected.gradientNorm()));
                }
                a.parameters().asMap().forEach((name, p) -> assertThat(
                                b.parameters().get(name).sub(p).abs().max().toDoubleArray()[0])
                        .as(name)
                        .isLessThan(1e-9));
            }
        }
    }

    /** Its start has no parameters and so no gradient. */
    @Test
    void checkpointingTrainsResidualNetworksAlike() {
        Model residual = new Model(new ModelConfig(
                new ResidualVsharpConfig(
                        3, 3, new UnetConfig(6, 2, 4, 2, false), true, ResidualVsharpConfig.Start.SENSE, 1e-2, 0.1),
                Optional.empty()));
        Batch batch = TinyProblem.batch(manager, 5, false, DataType.FLOAT32);
        try (Trainer a = new Trainer(
                        there,
                        residual,
                        Parameters.initial(there, residual.parameters(), 2),
                        TrainingSettings.of(RATE));
                Trainer b = new Trainer(
                        there,
                        residual,
                        Parameters.initial(there, residual.parameters(), 2),
                        new TrainingSettings(RATE, LossTerm.PAPER, OptionalDouble.empty(), true))) {
            for (int i = 0; i < 2; i++) {
                Trainer.Report expected = a.step(List.of(batch));
                Trainer.Report actual = b.step(List.of(batch));
                assertThat(actual.loss()).isEqualTo(expected.loss(), within(1e-3 * expected.loss()));
                assertThat(actual.gradientNorm())
                        .isEqualTo(expected.gradientNorm(), within(1e-2 * expected.gradientNorm()));
            }
        }
    }

    @Test
    void accumulationIsTheMeanOfTheBatches() {
        Batch one = batch(0);
        Batch two = batch(1);
        try (Trainer first = new Trainer(there, model, parameters(), TrainingSettings.of(RATE));
                Trainer second = new Trainer(there, model, parameters(), TrainingSettings.of(RATE));
                Trainer both = new Trainer(there, model, parameters(), TrainingSettings.of(RATE))) {
            double mean = (first.step(List.of(one)).loss()
                            + second.step(List.of(two)).loss())
                    / 2;
            assertThat(both.step(List.of(one, two)).loss()).isEqualTo(mean, within(1e-5 * mean));
        }
    }

    @Test
    void clippingBoundsTheGradient() {
        TrainingSettings options = new TrainingSettings(RATE, LossTerm.PAPER, OptionalDouble.of(1e-3), false);
        try (Trainer trainer = new Trainer(there, model, parameters(), options)) {
            assertThat(trainer.step(List.of(batch(0))).gradientNorm()).isGreaterThan(1e-3);
            // after one step the first moment is a tenth of the gradient that Adam saw
            double square = 0;
            for (var tensor : ModelFile.tensors(trainer.firstMoments()).values()) {
                for (float v : tensor.values()) {
                    square += 100.0 * v * v;
                }
            }
            assertThat(Math.sqrt(square)).isEqualTo(1e-3, within(1e-5));
        }
    }

    @Test
    void anInfiniteLossChangesNothing() {
        Batch good = batch(0);
        Batch bad = new Batch(
                good.input(), good.target(), good.lossMask(), good.padding(), good.image().mul(Float.NaN), good.crop());
        try (Trainer trainer = new Trainer(there, model, parameters(), TrainingSettings.of(RATE))) {
            var before = ModelFile.tensors(trainer.parameters());
            assertThatThrownBy(() -> trainer.step(List.of(bad))).isInstanceOf(TrainingException.class);
            ModelFile.tensors(trainer.parameters())
                    .forEach((name, t) -> assertThat(t.values()).isEqualTo(before.get(name).values()));
        }
    }

    @Test
    @Tag("full")
    void memoryIsFlatOverSteps() throws IOException {
        try (Trainer trainer = new Trainer(there, model, parameters(), TrainingSettings.of(RATE))) {
            Batch batch = batch(0);
            Batch other = batch(1);
            int arrays = 0;
            int kept = 0;
            long resident = 0;
            for (int i = 0; i < 500; i++) {
                trainer.step(List.of(i % 2 == 0 ? batch : other));
                if (i == 99) {
                    arrays = manager.getManagedArrays().size() + there.getManagedArrays().size();
                    kept = trainer.managedArrays();
                    resident = resident();
                }
            }
            // every array of the engine belongs to one of these or to a manager that is closed after the step
            assertThat(manager.getManagedArrays().size() + there.getManagedArrays().size()).isEqualTo(arrays);
            assertThat(trainer.managedArrays()).isEqualTo(kept);
            // coarse, because the Java heap grows into its limit; a step's graph is 5 MB, 2 GB if it stayed
            assertThat(resident() - resident).isLessThan(400L << 20);
        }
    }

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IllegalStateException("no VmRSS");
    }
}
