package org.larmor.jssl.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.KspaceFile;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Preparation;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.sampling.ColumnSampling;
import org.larmor.jssl.sampling.SplitDraw;
import org.larmor.jssl.step.Batch;
import org.larmor.jssl.step.LearningRate;
import org.larmor.jssl.step.Trainer;
import org.larmor.jssl.step.TrainingSettings;
import org.larmor.models.ModelFile;
import org.larmor.models.Safetensors;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.nn.Physics;
import org.larmor.nn.UnetBaselineConfig;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.op.CentreCrop;
import org.larmor.recon.op.CoilMagnitude;
import org.larmor.recon.op.Fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Real files, samples and short trainings on them. */
class TrainingDataIT {
    private static final List<Acceleration> FOUR = List.of(new Acceleration(4, 0.08));
    private NDManager manager;

    @BeforeEach
    void start() {
        TorchEngine.load();
        manager = TorchEngine.manager();
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    private static Path data(String folder) {
        String shared = System.getProperty("larmor.shared", "../shared");
        Path path = Path.of(shared, "data", folder);
        assumeTrue(Files.isDirectory(path), "no " + path);
        return path;
    }

    private static List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(data(folder))) {
            return files.filter(f -> f.toString().endsWith(".h5")).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Centring, axes and scale of every file: its own root sum of squares. */
    @TestFactory
    Stream<DynamicTest> everySliceHasTheImageThatItsFileStates() {
        return Stream.of("brain_8ch", "heart_8ch", "ulf_1ch", "multicoil")
                .flatMap(folder -> files(folder).stream())
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> sameImage(path)));
    }

    private static void sameImage(Path path) {
        try (NDManager m = TorchEngine.manager();
                KspaceFile file = KspaceFile.open(path);
                HdfFile hdf = new HdfFile(path)) {
            float[][][] stated = (float[][][])
                    hdf.getDatasetByPath("reconstruction_rss").getData();
            KspaceSlice slice = file.read(file.slices() - 1);
            NDArray kspace = m.create(slice.pairs(), new Shape(1, slice.coils(), slice.height(), slice.width(), 2))
                    .complex();
            NDArray image = CoilMagnitude.of(
                    new Fourier(m, slice.height(), slice.width()).adjoint(kspace));
            // stored [phase, readout], ours [readout, phase]
            float[][] last = stated[stated.length - 1];
            double error = 0;
            double norm = 0;
            for (int y = 0; y < last.length; y++) {
                float[] column = image.get("0, :, " + y).toFloatArray();
                for (int x = 0; x < last[0].length; x++) {
                    error += Math.pow(column[x] - last[y][x], 2);
                    norm += Math.pow(last[y][x], 2);
                }
            }
            assertThat(Math.sqrt(error / norm)).isLessThan(1e-5);
        }
    }

    private List<TrainingSet> sets() {
        List<SliceRef> proxies = new ArrayList<>();
        List<SliceRef> targets = new ArrayList<>();
        for (Path path : files("brain_8ch")) {
            try (KspaceFile file = KspaceFile.open(path)) {
                proxies.addAll(file.references());
            }
        }
        for (Path path : files("heart_8ch")) {
            for (int slice : new int[] {0, 1, 2, 6}) {
                targets.add(new SliceRef(path, slice));
            }
        }
        return List.of(
                new TrainingSet(proxies, false, Subsampling.drawn(ColumnSampling.EQUISPACED, FOUR)),
                new TrainingSet(targets, true, Subsampling.fixed(ColumnSampling.EQUISPACED, FOUR, 1)));
    }

    private SampleSource source(boolean augment) {
        return new SampleSource(
                manager,
                sets(),
                new SampleSource.SampleSettings(
                        5,
                        1,
                        SplitDraw.PAPER,
                        false,
                        CoilMapping.ACS,
                        augment ? AugmentationKind.TURNED : AugmentationKind.NONE));
    }

    /** Maps are good when Σ conj(S)·x_c has all of the coil images' signal. */
    @Test
    void mapsExplainTheCoilImages() {
        Path path = files("brain_8ch").getFirst();
        try (KspaceFile file = KspaceFile.open(path)) {
            KspaceSlice slice = file.read(2);
            ColumnMask mask = ColumnSampling.equispaced(slice.width(), new Acceleration(4, 0.16), 0);
            Physics physics = new Physics(manager, slice.height(), slice.width());
            Preparation.Slice raw = new Preparation.Slice(
                    slice.pairs(),
                    SampleSource.rows(mask.columns(), slice.height()),
                    mask.acs(),
                    java.util.Optional.empty());
            CentreCrop crop = new CentreCrop(slice.height(), slice.width());
            // combining also lowers the noise of the background, 1/40 of the signal
            for (CoilMapping mapping : CoilMapping.values()) {
                assertThat(unexplained(physics, raw, slice, crop, mapping)).isLessThan(0.04);
            }
        }
    }

    private double unexplained(
            Physics physics, Preparation.Slice raw, KspaceSlice slice, CentreCrop crop, CoilMapping mapping) {
        Batch batch = new Preparation(manager, physics, slice.height(), slice.width(), mapping)
                .supervised(raw, crop)
                .batch();
        NDArray combined = physics.adjoint(batch.target(), batch.input().maps()).abs();
        double error = combined.sub(batch.image()).square().sum().getFloat();
        return Math.sqrt(error / batch.image().square().sum().getFloat());
    }

    @Test
    void samplesDependOnSeedAndIterationAlone() {
        try (SampleSource straight = source(true);
                SampleSource jumping = source(true)) {
            List<float[]> images = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                images.add(straight.batches(manager, i).getFirst().image().toFloatArray());
            }
            for (int i : new int[] {4, 2, 3}) {
                assertThat(jumping.batches(manager, i).getFirst().image().toFloatArray())
                        .isEqualTo(images.get(i));
            }
        }
    }

    @Test
    void targetsNeverShowMoreThanTheirAcquiredColumns() {
        try (SampleSource source = source(true)) {
            Map<String, String> seen = new java.util.HashMap<>();
            int selfSupervised = 0;
            for (int i = 0; i < 40; i++) {
                Batch batch = source.batches(manager, i).getFirst();
                if (batch.selfSupervised()) {
                    selfSupervised++;
                    NDArray omega = batch.input().mask().add(batch.lossMask().orElseThrow());
                    assertThat(omega.max().getFloat()).as("Θ and Λ are disjoint").isEqualTo(1);
                    NDArray outside = omega.neg().add(1);
                    assertThat(batch.target().mul(outside).abs().max().getFloat()).isZero();
                    assertThat(batch.input().kspace().mul(outside).abs().max().getFloat()).isZero();
                    // the same slice always has the same columns
                    NDArray columns = omega.squeeze(0).squeeze(0).max(new int[] {0});
                    String coils = java.util.Arrays.toString(batch.input().maps().abs().sum().toFloatArray());
                    String mask = java.util.Arrays.toString(columns.toFloatArray());
                    assertThat(seen.merge(coils, mask, (a, b) -> b)).isEqualTo(mask);
                }
            }
            // 16 of 34 by weight
            assertThat(selfSupervised).isBetween(8, 32);
        }
    }

    @Test
    void aTrainingInTwoPartsEqualsOneInOne(@TempDir Path folder) throws IOException {
        Model model = new Model(new ModelConfig(UnetBaselineConfig.of(4, 2), java.util.Optional.empty()));
        TrainingSettings options = TrainingSettings.of(LearningRate.constant(1e-3));
        Path one = folder.resolve("one.safetensors");
        Path two = folder.resolve("two.safetensors");
        try (SampleSource source = source(true);
                Trainer trainer = trainer(model, options)) {
            new TrainingRun(manager, trainer, source, one, 100).until(6, () -> false, report -> {}, () -> {});
        }
        int[] done = {0};
        try (SampleSource source = source(true);
                Trainer trainer = trainer(model, options)) {
            new TrainingRun(manager, trainer, source, two, 100)
                    .until(6, () -> done[0] == 3, report -> done[0]++, () -> {});
            assertThat(trainer.iteration()).isEqualTo(3);
        }
        try (SampleSource source = source(true);
                Trainer trainer = Trainer.resume(manager, model, options, two)) {
            new TrainingRun(manager, trainer, source, two, 100).until(6, () -> false, report -> {}, () -> {});
        }
        Map<String, Safetensors.Tensor> expected = Safetensors.read(one).tensors();
        Safetensors.read(two).tensors().forEach((name, tensor) -> assertThat(tensor.values())
                .as(name)
                .isEqualTo(expected.get(name).values()));
    }

    private Trainer trainer(Model model, TrainingSettings options) {
        return new Trainer(manager, model, Parameters.initial(manager, model.parameters(), 3), options);
    }

    @Test
    void aFileWithoutKspaceIsRefused(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("a.h5"), "no HDF5 at all, and longer than a signature");
        assertThatThrownBy(() -> KspaceFile.open(text)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> KspaceFile.open(folder.resolve("absent.h5"))).isInstanceOf(DataException.class);
    }

    @Test
    void weightsTravelWithTheirCard(@TempDir Path folder) throws IOException {
        Model model = new Model(ModelConfig.tiny());
        Parameters parameters = Parameters.initial(manager, model.parameters(), 3);
        ModelFile.save(
                folder,
                "m",
                model.config(),
                org.larmor.nn.FinalImage.MODULUS,
                parameters,
                Safetensors.Storage.F32,
                java.util.Optional.empty(),
                Map.of("data", "none"));
        ModelFile.Loaded loaded = ModelFile.load(manager, folder.resolve("m.json"));
        assertThat(loaded.card().config()).isEqualTo(model.config());
        assertThat(loaded.card().parameters()).isEqualTo(parameters.count());
        ModelFile.tensors(loaded.parameters()).forEach((name, tensor) -> assertThat(tensor.values())
                .as(name)
                .isEqualTo(parameters.get(name).toFloatArray()));
        // published weights: no configuration beside them
        ModelFile.Loaded imported =
                ModelFile.imported(manager, folder.resolve("m.safetensors"), org.larmor.nn.FinalImage.MODULUS);
        assertThat(imported.card().config()).isEqualTo(model.config());

        byte[] bytes = Files.readAllBytes(folder.resolve("m.safetensors"));
        bytes[bytes.length - 1] ^= 1;
        Files.write(folder.resolve("m.safetensors"), bytes);
        assertThatThrownBy(() -> ModelFile.load(manager, folder.resolve("m.json")))
                .hasMessageContaining("not what its card says");
    }
}
