package org.larmor.jssl.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.TestDevice;
import org.larmor.infer.TestModels;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.SliceFile;
import org.larmor.jssl.data.SliceOpener;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.loss.Loss;
import org.larmor.jssl.loss.LossTerm;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.SplitDraw;
import org.larmor.jssl.step.Batch;
import org.larmor.jssl.step.LearningRate;
import org.larmor.jssl.step.TrainingSettings;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.ModelConfig;
import org.larmor.recon.classic.SimulatedArray;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A third part of the targets' k-space is never trained on, and says which of a training's models is kept. */
class EarlyStoppingIT {
    private static final int N = 32;
    private static final int COILS = 4;
    private static final int SLICES = 3;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        TorchEngine.load();
    }

    /** Slices that differ by their noise. */
    private record Simulated(Path path) implements SliceFile {
        @Override
        public int slices() {
            return SLICES;
        }

        @Override
        public boolean complete(int slice) {
            return true;
        }

        @Override
        public KspaceSlice read(int slice) {
            return new KspaceSlice(new SimulatedArray(COILS, N, N, 0.01 * (1 + slice)).kspace, COILS, N, N, N, N);
        }

        @Override
        public void close() {}
    }

    private static TrainingData data() {
        SliceOpener opener = Simulated::new;
        List<SliceRef> targets = new Simulated(Path.of("t")).references();
        return new TrainingData(
                Mode.SSL, List.of(), targets, List.of(), List.of(new Acceleration(2, 0.2)), Optional.empty(), 1, opener);
    }

    private TrainingRecipe recipe(ModelConfig config, double rate) {
        return new TrainingRecipe(
                config,
                new TrainingSettings(LearningRate.constant(rate), List.of(new LossTerm("kspace_nmae_loss", Loss.NMAE, true, 1)), OptionalDouble.empty(), false),
                1,
                AugmentationKind.NONE,
                SplitDraw.COLUMNS,
                true,
                5);
    }

    private record Ended(Map<Long, Double> hidden, Map<String, Safetensors.Tensor> model, String kept) {}

    private Ended train(String name, Path card, double rate, long steps, boolean resume) throws IOException {
        return train(name, card, rate, steps, resume, -1);
    }

    private Ended train(String name, Path card, double rate, long steps, boolean resume, long killedAfter)
            throws IOException {
        ModelLibrary.Entry start = ModelLibrary.of(card).entries().getFirst();
        TrainingOutput output =
                new TrainingOutput(folder.resolve(name), "m", Safetensors.Storage.F32, 25, 1000, Map.of());
        Map<Long, Double> hidden = new TreeMap<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void hidden(long iteration, double nmse) {
                hidden.put(iteration, nmse);
                if (iteration == killedAfter) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        TrainingSession.Start from = new TrainingSession.Start.From(start);
        TrainingRecipe recipe = recipe(start.model().config(), rate);
        try (NDManager manager = TorchEngine.manager();
                TrainingSession session = resume
                        ? TrainingSession.resume(manager, TestDevice.memory(), data(), recipe, output, from)
                        : TrainingSession.begin(manager, TestDevice.memory(), data(), recipe, output, from)) {
            session.run(steps, () -> false, listener);
        }
        return new Ended(
                hidden,
                Safetensors.read(folder.resolve(name).resolve("m.safetensors")).tensors(),
                ModelLibrary.of(output.card()).entries().getFirst().model().notes().get("kept"));
    }

    private static void assertSame(Map<String, Safetensors.Tensor> one, Map<String, Safetensors.Tensor> other) {
        assertThat(one.keySet()).isEqualTo(other.keySet());
        one.forEach((name, tensor) ->
                assertThat(tensor.values()).as(name).isEqualTo(other.get(name).values()));
    }

    @Test
    void modelIsTheOneThatToldTheHiddenColumnsBest() throws IOException {
        TestModels.save(folder, "random", TestModels.random(CoilMapping.ACS));
        Path random = folder.resolve("random.json");
        Ended whole = train("whole", random, 1e-3, 75, false);
        long best = whole.hidden().entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        assertThat(best).as("hidden errors %s", whole.hidden()).isPositive();
        assertThat(whole.kept()).startsWith("as after step " + best + ",");

        // a training that was stopped and resumed keeps the same
        train("halves", random, 1e-3, 40, false);
        Ended halves = train("halves", random, 1e-3, 75, true);
        assertSame(whole.model(), halves.model());
        assertThat(halves.kept()).isEqualTo(whole.kept());

        // one that ruins a model keeps what it started from
        Ended ruined = train("ruined", folder.resolve("whole/m.json"), 30, 50, false);
        assertThat(ruined.hidden().get(0L)).isLessThan(ruined.hidden().get(50L));
        assertThat(ruined.kept()).startsWith("as after step 0,");
        assertSame(ruined.model(), whole.model());
        assertThat(Files.readString(folder.resolve("ruined/curves.csv"))).contains("\n0,hidden,").contains("\n50,hidden,");
    }

    @Test
    void trainingThatDiesBetweenItsChecksKeepsTheSame() throws IOException {
        TestModels.save(folder, "random", TestModels.random(CoilMapping.ACS));
        Path random = folder.resolve("random.json");
        Ended whole = train("whole", random, 1e-3, 75, false);
        // as a process that is killed, in the midst of the step after which it would have been saved and was measured
        assertThatThrownBy(() -> train("killed", random, 1e-3, 75, false, 50)).hasMessage("killed");
        Ended resumed = train("killed", random, 1e-3, 75, true);
        assertSame(whole.model(), resumed.model());
        assertThat(resumed.kept()).isEqualTo(whole.kept());
        assertThat(Files.readString(folder.resolve("killed/curves.csv")))
                .isEqualTo(Files.readString(folder.resolve("whole/curves.csv")));
    }

    /** Slices with nonsense in the columns that each of them hides. */
    private static SliceOpener spoiling(TrainingData data) {
        TrainingSet targets = data.targetSet();
        return path -> {
            SliceFile file = new Simulated(path);
            return new SliceFile() {
                @Override
                public Path path() {
                    return path;
                }

                @Override
                public int slices() {
                    return file.slices();
                }

                @Override
                public boolean complete(int slice) {
                    return true;
                }

                @Override
                public KspaceSlice read(int slice) {
                    KspaceSlice read = file.read(slice);
                    boolean[] hidden;
                    try (OpenFiles files = new OpenFiles(data.opener())) {
                        hidden = HeldBack.whole(data.opener(), files, new SliceRef(path, slice), targets.subsampling())
                                .orElseThrow()
                                .hidden();
                    }
                    float[] pairs = read.pairs().clone();
                    for (int i = 0; i < pairs.length; i++) {
                        pairs[i] += hidden[i / 2 % N] ? 1000 + i : 0;
                    }
                    return new KspaceSlice(pairs, COILS, N, N, N, N);
                }

                @Override
                public void close() {
                    file.close();
                }
            };
        };
    }

    private static List<float[]> numbers(Batch batch) {
        return Stream.of(
                        batch.input().kspace(),
                        batch.input().mask(),
                        batch.input().maps(),
                        batch.target(),
                        batch.lossMask().orElseThrow(),
                        batch.image())
                .map(EarlyStoppingIT::numbers)
                .toList();
    }

    private static float[] numbers(NDArray array) {
        return (array.getDataType() == DataType.COMPLEX64 ? array.real() : array).toFloatArray();
    }

    @Test
    void noSampleHoldsAnythingOfWhatIsHidden() throws IOException {
        TrainingData data = data();
        SampleSource.SampleSettings settings =
                recipe(TestModels.random(CoilMapping.ACS), 1e-3).samples();
        try (NDManager manager = TorchEngine.manager();
                SampleSource plain = new SampleSource(manager, data.sets(), settings, data.opener());
                SampleSource spoilt = new SampleSource(manager, data.sets(), settings, spoiling(data))) {
            for (int i = 0; i < 40; i++) {
                try (NDManager one = manager.newSubManager()) {
                    List<float[]> expected = numbers(plain.batches(one, i).getFirst());
                    List<float[]> actual = numbers(spoilt.batches(one, i).getFirst());
                    for (int at = 0; at < expected.size(); at++) {
                        assertThat(actual.get(at)).containsExactly(expected.get(at));
                    }
                }
            }
        }
    }
}
