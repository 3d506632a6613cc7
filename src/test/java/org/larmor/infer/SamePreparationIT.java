package org.larmor.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.TestDevice;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.run.AugmentationKind;
import org.larmor.jssl.run.SampleSource;
import org.larmor.jssl.run.TrainingSet;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.sampling.SplitDraw;
import org.larmor.jssl.step.Batch;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelLibrary;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Measurement;
import org.larmor.recon.FrameInput;
import org.larmor.recon.RecordedScan;
import org.larmor.recon.SharedData;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.scan.FramePlan;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;

import static org.assertj.core.api.Assertions.assertThat;

/** What the worker's network is given of a frame is what training is given of it, to float rounding. */
class SamePreparationIT {
    @TempDir
    Path folder;

    private LoadedModels models;
    private LearnedReconstructor reconstructor;
    private String espirit;
    private String acs;

    @BeforeEach
    void open() throws Exception {
        espirit = TestModels.save(folder, "espirit", TestModels.random(CoilMapping.ESPIRIT));
        acs = TestModels.save(folder, "acs", TestModels.random(CoilMapping.ACS));
        models = new LoadedModels(ModelLibrary.open(folder), TestDevice::memory);
        reconstructor = new LearnedReconstructor(models, 1);
    }

    @AfterEach
    void close() {
        reconstructor.close();
        models.close();
    }

    /** Full data of which both are shown every fourth line and the centre: more coils than twelve, an oversampled readout. */
    @ParameterizedTest
    @CsvSource({"pulseq_invivo_16ch_128", "twixtools_gre_2ch", "ulf_P1_FSE"})
    void ofRecordedScans(String name) throws Exception {
        Path file = SharedData.require("ismrmrd/" + name + ".mrd.h5");
        Subsampling quarter = (slice, columns, random) -> {
            boolean[] mask = new boolean[columns];
            for (int y = 0; y < columns; y++) {
                mask[y] = quarter(columns).test(y);
            }
            return new ColumnMask(mask, columns / 2 - 12, 24);
        };
        sameTensors(file, 0, quarter, true);
    }

    /**
     * Undersampled, of sixteen coils, the readout oversampled, with noise readouts; calibrated by lines of their own, or
     * by the union of the repetitions.
     */
    @ParameterizedTest
    @ValueSource(strings = {"-a 4 -w 16 -r 1", "-a 2 -r 1"})
    void ofGeneratedScans(String options) throws Exception {
        List<String> all = new ArrayList<>(List.of("-m", "64", "-c", "16", "-O", "2", "-n", "0.05", "-C"));
        all.addAll(List.of(options.split(" ")));
        Path file = Tools.phantom(folder, "generated", all.toArray(String[]::new));
        Subsampling none = (slice, columns, random) -> {
            throw new AssertionError("asked for a mask of " + slice.key());
        };
        sameTensors(file, 1, none, false);
    }

    private void sameTensors(Path path, int repetition, Subsampling subsampling, boolean fewer) throws Exception {
        for (CoilMapping mapping : CoilMapping.values()) {
            try (NDManager manager = TorchEngine.inferenceManager();
                    LoadedModels.Use used = models.use();
                    SampleSource source = new SampleSource(
                            manager,
                            List.of(new TrainingSet(List.of(new SliceRef(path, repetition)), true, subsampling)),
                            new SampleSource.SampleSettings(1, 1, SplitDraw.PAPER, false, mapping, AugmentationKind.NONE))) {
                Measurement worker = reconstructor
                        .begin(manager, used, input(path, repetition, mapping == CoilMapping.ACS ? acs : espirit, fewer))
                        .measurement(manager, 0);
                Batch batch = source.batches(manager, 0).getFirst();
                // Θ and Λ part what was acquired
                NDArray kspace = batch.input().kspace().add(batch.target());
                NDArray mask = batch.input().mask().add(batch.lossMask().orElseThrow());
                assertThat(kspace.getShape()).isEqualTo(worker.kspace().getShape());
                assertThat(difference(kspace, worker.kspace())).isLessThan(1e-5);
                assertThat(mask.max(new int[] {2}).toFloatArray()).isEqualTo(worker.mask().toFloatArray());
                assertThat(difference(batch.input().maps(), worker.maps())).isLessThan(mapping == CoilMapping.ACS ? 1e-5 : 1e-3);
                assertThat(batch.input().weights() == null).isEqualTo(worker.weights() == null);
            }
        }
    }

    private static IntPredicate quarter(int columns) {
        return y -> Math.floorMod(y - columns / 2, 4) == 2 || (y >= columns / 2 - 12 && y < columns / 2 + 12);
    }

    /** As the worker would be sent it, or with a quarter of its lines alone. */
    private static FrameInput input(Path path, int repetition, String model, boolean fewer) throws Exception {
        RecordedScan scan = RecordedScan.read(path);
        FrameKey frame = scan.frames().stream()
                .filter(key -> key.slice() == 0 && key.repetition() == repetition)
                .findFirst()
                .orElseThrow();
        ScanFacts facts = new ScanFacts(
                scan.context().header().encodings(), RecipeRequest.SENSE, false, Optional.empty(), false);
        FramePlan plan = scan.plan(facts, frame);
        FrameInput planned = scan.input(facts, frame, plan, null);
        assertThat(planned.calibration().isEmpty() && planned.companions().isEmpty()).isEqualTo(fewer);
        int lines = scan.context().header().encodings().getFirst().encoded().y();
        List<ByteBuffer> imaging = new ArrayList<>();
        AcquisitionHeader header = new AcquisitionHeader();
        for (ByteBuffer message : planned.imaging()) {
            header.wrap(message, MessageId.BYTES);
            if (!fewer || quarter(lines).test(header.kspaceEncodeStep1())) {
                imaging.add(message);
            }
        }
        return new FrameInput(
                planned.scan(),
                frame,
                Recipe.JSSL,
                model,
                imaging,
                planned.calibration(),
                planned.companions(),
                false);
    }

    private static double difference(NDArray a, NDArray b) {
        double norm = b.real().square().sum().getFloat();
        return Math.sqrt(a.sub(b).real().square().sum().getFloat() / norm);
    }
}
