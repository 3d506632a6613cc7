package org.larmor.infer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.TestDevice;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelLibrary;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.nn.CoilMapping;
import org.larmor.recon.FrameInput;
import org.larmor.recon.FrameOutcome;
import org.larmor.recon.Messages;
import org.larmor.recon.ReconImage;
import org.larmor.recon.ScanContext;
import org.larmor.recon.classic.SimulatedArray;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Frames through models, against {@code sense}: on an array of coils that no axis mirrors, so that images which agree
 * lie alike.
 */
class LearnedReconstructorIT {
    private static final int NY = 96;
    private static final int NX = 80;

    @TempDir
    Path folder;

    private LoadedModels models;
    private LearnedReconstructor reconstructor;
    private String espirit;
    private String acs;
    private String random;
    private String residual;
    private String broken;

    @BeforeEach
    void open() throws Exception {
        espirit = TestModels.save(folder, "espirit", TestModels.varNet(CoilMapping.ESPIRIT), w -> w.mul(0));
        acs = TestModels.save(folder, "acs", TestModels.varNet(CoilMapping.ACS), w -> w.mul(0));
        random = TestModels.save(folder, "random", TestModels.random(CoilMapping.ESPIRIT));
        residual = TestModels.save(folder, "residual", TestModels.residual());
        broken = TestModels.save(folder, "broken", TestModels.varNet(CoilMapping.ACS), w -> w.mul(Float.NaN));
        models = new LoadedModels(ModelLibrary.open(folder), TestDevice::memory);
        reconstructor = new LearnedReconstructor(models, 3);
    }

    @AfterEach
    void close() {
        reconstructor.close();
        models.close();
    }

    @ParameterizedTest
    @CsvSource({"1,64,48", "2,64,48", "8,96,80", "5,63,75", "20,64,64"})
    void aNetworkThatChangesNothingGivesTheSenseImage(int coils, int ny, int nx) throws Exception {
        List<ByteBuffer> all = new SimulatedArray(coils, ny, nx, 0.002).readouts(y -> true, h -> {});
        ScanContext scan = scan(Messages.encoding(Messages.space(nx, ny, 1), Messages.space(nx, ny, 1)));
        ReconImage sense = one(input(scan, Recipe.SENSE, null, all, List.of()));
        ReconImage same = one(input(scan, Recipe.JSSL, espirit, all, List.of()));
        assertThat(same.recipe()).isEqualTo(Recipe.JSSL);
        assertThat(same.fallback()).isFalse();
        assertThat(same.warnings()).isEmpty();
        assertThat(same.x()).isEqualTo(nx);
        assertThat(same.y()).isEqualTo(ny);
        // one coil has no ESPIRiT maps: the learned side takes the smoothed image's phase
        assertThat(difference(same, sense)).isLessThan(coils == 1 ? 0.05 : 3e-3);
        assertThat(difference(one(input(scan, Recipe.JSSL, acs, all, List.of())), sense)).isLessThan(0.05);
    }

    @ParameterizedTest
    @CsvSource({
        // the readout oversampled twice; the field of view halved along the phase encoding; both interpolated
        "128,64,64,64,1,1",
        "64,96,64,48,1,1",
        "96,64,96,96,2,1",
        "128,66,96,80,1,1",
    })
    void cropsAndInterpolatesAsSenseDoes(int ex, int ey, int rx, int ry, float fx, float fy) throws Exception {
        List<ByteBuffer> all = new SimulatedArray(6, ey, ex, 0.002).readouts(y -> true, h -> {});
        Encoding.Space from = new Encoding.Space(ex, ey, 1, ex, ey, 1);
        Encoding.Space to = new Encoding.Space(rx, ry, 1, Math.min(ex, rx) / fx, Math.min(ey, ry) / fy, 1);
        ScanContext scan = scan(Messages.encoding(from, to));
        ReconImage sense = one(input(scan, Recipe.SENSE, null, all, List.of()));
        ReconImage same = one(input(scan, Recipe.JSSL, espirit, all, List.of()));
        assertThat(same.recipe()).isEqualTo(Recipe.JSSL);
        assertThat(List.of(same.x(), same.y())).containsExactly(rx, ry);
        assertThat(difference(same, sense)).isLessThan(3e-3);
    }

    @Test
    void acceleratedFramesLieAsSenseDoes() throws Exception {
        SimulatedArray array = new SimulatedArray(8, NY, NX, 0.002);
        List<ByteBuffer> embedded = new ArrayList<>(array.readouts(y -> y % 2 == 0 && !central(y), h -> {}));
        embedded.addAll(array.readouts(
                LearnedReconstructorIT::central, h -> h.set(AcquisitionFlag.IS_PARALLEL_CALIBRATION_AND_IMAGING)));
        List<ByteBuffer> even = array.readouts(y -> y % 2 == 0, h -> {});
        List<ByteBuffer> separate = array.readouts(
                LearnedReconstructorIT::central, h -> h.set(AcquisitionFlag.IS_PARALLEL_CALIBRATION));
        ReconImage sense = one(input(plain(), Recipe.SENSE, null, embedded, List.of()));
        assertThat(difference(one(input(plain(), Recipe.JSSL, residual, embedded, List.of())), sense)).isLessThan(0.01);
        for (String model : List.of(espirit, acs, random, residual)) {
            for (ReconImage image : List.of(
                    one(input(plain(), Recipe.JSSL, model, embedded, List.of())),
                    one(input(plain(), Recipe.JSSL, model, even, separate)))) {
                assertThat(image.recipe()).isEqualTo(Recipe.JSSL);
                assertThat(image.warnings()).isEmpty();
                // folded, as these networks do not unfold, but neither mirrored nor shifted
                double alike = correlation(image.pixels(), sense.pixels());
                assertThat(alike).isGreaterThan(0.7);
                for (int[] turn : new int[][] {{-1, 1, 0, 0}, {1, -1, 0, 0}, {-1, -1, 0, 0}, {1, 1, 1, 0}, {1, 1, 0, 1}}) {
                    assertThat(correlation(turned(image, turn), sense.pixels())).isLessThan(alike);
                }
            }
        }
    }

    @Test
    void fiveLinesAreEnough() throws Exception {
        SimulatedArray array = new SimulatedArray(4, 64, 160, 0.002);
        ScanContext scan = scan(Messages.encoding(Messages.space(160, 64, 1), Messages.space(160, 64, 1)));
        List<ByteBuffer> few = array.readouts(y -> y % 2 == 0 || Math.abs(y - 32) <= 2, h -> {});
        ReconImage truth = one(input(scan, Recipe.RSS, null, array.readouts(y -> true, h -> {}), List.of()));
        ReconImage folded = one(input(scan, Recipe.RSS, null, few, List.of()));
        ReconImage image = one(input(scan, Recipe.JSSL, residual, few, List.of()));
        assertThat(image.recipe()).isEqualTo(Recipe.JSSL);
        assertThat(difference(image, truth)).isLessThan(0.5 * difference(folded, truth));
    }

    @Test
    void separateCalibrationIsNotInTheImage() throws Exception {
        SimulatedArray array = new SimulatedArray(4, NY, NX, 0.002);
        List<ByteBuffer> all = array.readouts(y -> true, h -> {});
        List<ByteBuffer> strong = new SimulatedArray(4, NY, NX, 0.002)
                .readouts(LearnedReconstructorIT::central, h -> h.set(AcquisitionFlag.IS_PARALLEL_CALIBRATION));
        ReconImage alone = one(input(plain(), Recipe.JSSL, espirit, all, List.of()));
        ReconImage calibrated = one(input(plain(), Recipe.JSSL, espirit, all, strong));
        assertThat(difference(calibrated, alone)).isLessThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void framesTogetherAreTheFramesAlone(boolean trained) throws Exception {
        SimulatedArray array = new SimulatedArray(4, NY, NX, 0.002);
        List<List<ByteBuffer>> frames = List.of(
                array.readouts(y -> true, h -> {}),
                array.readouts(y -> y % 2 == 0 || central(y), h -> {}),
                new SimulatedArray(3, NY, NX, 0.01).readouts(y -> y % 3 == 0 || central(y), h -> {}),
                array.readouts(y -> y % 3 == 0 || central(y), h -> {}),
                array.readouts(y -> y % 2 == 1 || central(y), h -> {}),
                array.readouts(y -> y % 2 == 0, h -> {}));
        List<FrameInput> inputs = new ArrayList<>();
        for (List<ByteBuffer> frame : frames) {
            inputs.add(input(plain(), Recipe.JSSL, trained ? random : residual, frame, List.of()));
        }
        List<FrameOutcome> together = reconstructor.reconstruct(inputs);
        assertThat(together).hasSize(frames.size());
        for (int i = 0; i < inputs.size(); i++) {
            if (i == inputs.size() - 1) {
                assertThat(((FrameOutcome.Failure) together.get(i)).reason()).hasMessageContaining("centre of k-space");
                continue;
            }
            ReconImage alone = one(inputs.get(i));
            ReconImage image = ((FrameOutcome.Image) together.get(i)).image();
            assertThat(image.recipe()).isEqualTo(alone.recipe());
            assertThat(difference(image, alone)).as("frame " + i).isLessThan(1e-4);
        }
    }

    @Test
    void oneFrameThatCannotBeDoneLeavesTheOthers() {
        List<ByteBuffer> all = new SimulatedArray(2, NY, NX, 0.002).readouts(y -> true, h -> {});
        List<FrameOutcome> outcomes = reconstructor.reconstruct(List.of(
                input(plain(), Recipe.JSSL, random, List.of(), List.of()),
                input(plain(), Recipe.JSSL, random, all, List.of()),
                input(plain(), Recipe.JSSL, "gone@12", all, List.of()),
                input(plain(), Recipe.JSSL, broken, all, List.of())));
        assertThat(outcomes.get(0)).isInstanceOf(FrameOutcome.Failure.class);
        assertThat(((FrameOutcome.Image) outcomes.get(1)).image().recipe()).isEqualTo(Recipe.JSSL);
        assertThat(((FrameOutcome.Image) outcomes.get(2)).image().warnings()).anyMatch(w -> w.contains("gone@12"));
        assertThat(((FrameOutcome.Image) outcomes.get(3)).image().warnings()).anyMatch(w -> w.contains("not finite"));
    }

    @Test
    void aNetworkThatThrowsIsReplacedBySense() throws Exception {
        List<ByteBuffer> all = new SimulatedArray(2, NY, NX, 0.002).readouts(y -> true, h -> {});
        try (LoadedModels.Use use = models.use()) {
            use.get(random).orElseThrow().parameters().close();
        }
        List<FrameOutcome> outcomes = reconstructor.reconstruct(List.of(
                input(plain(), Recipe.JSSL, random, all, List.of()),
                input(plain(), Recipe.JSSL, residual, all, List.of()),
                input(plain(), Recipe.JSSL, random, all, List.of())));
        for (int i : new int[] {0, 2}) {
            ReconImage image = ((FrameOutcome.Image) outcomes.get(i)).image();
            assertThat(image.recipe()).isEqualTo(Recipe.SENSE);
            assertThat(image.fallback()).isTrue();
            assertThat(image.warnings().getFirst()).startsWith("not reconstructed by a model but by sense: ");
        }
        assertThat(((FrameOutcome.Image) outcomes.get(1)).image().recipe()).isEqualTo(Recipe.JSSL);
    }

    @Test
    void whatNoModelCoversIsDoneBySense() throws Exception {
        SimulatedArray array = new SimulatedArray(4, NY, NX, 0.002);
        List<ByteBuffer> all = array.readouts(y -> true, h -> {});
        fallsBack(input(plain(), Recipe.JSSL, null, all, List.of()), Recipe.SENSE, "no model is named");
        fallsBack(input(plain(), Recipe.JSSL, "v@0", all, List.of()), Recipe.SENSE, "model v@0 is not here");
        fallsBack(input(plain(), Recipe.JSSL, broken, all, List.of()), Recipe.SENSE, "not finite");
        List<ByteBuffer> even = array.readouts(y -> y % 2 == 0, h -> {});
        assertThatThrownBy(() -> one(input(plain(), Recipe.JSSL, espirit, even, List.of())))
                .isInstanceOf(ReconException.class)
                .hasMessageContaining("fewer than 4 consecutive lines");
        List<ByteBuffer> few = new SimulatedArray(2, 32, 6, 0.002).readouts(y -> true, h -> {});
        ScanContext narrow = scan(Messages.encoding(Messages.space(6, 32, 1), Messages.space(6, 32, 1)));
        fallsBack(input(narrow, Recipe.JSSL, acs, few, List.of()), null, "fewer than the model's 8");
    }

    /** The tensors of the worker and of training alike: what a model takes no more of is compressed. */
    @Test
    void moreCoilsThanAModelTakesAreCompressed() throws Exception {
        List<ByteBuffer> many = new SimulatedArray(40, 32, 32, 0.002).readouts(y -> true, h -> {});
        ScanContext square = scan(Messages.encoding(Messages.space(32, 32, 1), Messages.space(32, 32, 1)));
        ReconImage truth = one(input(square, Recipe.RSS, null, many, List.of()));
        for (String model : List.of(espirit, acs)) {
            ReconImage image = one(input(square, Recipe.JSSL, model, many, List.of()));
            assertThat(image.recipe()).isEqualTo(Recipe.JSSL);
            assertThat(image.warnings()).isEmpty();
            assertThat(difference(image, truth)).isLessThan(0.05);
        }
    }

    @Test
    void volumesGoSliceBySlice() throws Exception {
        SimulatedArray array = new SimulatedArray(4, NY, NX, 0.002);
        Encoding encoding = Messages.encoding(Messages.space(NX, NY, 5), Messages.space(NX, NY, 5));
        List<ByteBuffer> readouts = new ArrayList<>();
        // 1 + i/2·exp(2πi z/5): no slice is like another
        float[][] weights = {{0, 0}, {0, 0}, {1, 0}, {0, 0.5f}, {0, 0}};
        for (int z = 0; z < weights.length; z++) {
            int partition = z;
            for (ByteBuffer readout : array.readouts(y -> true, h -> h.kspaceEncodeStep2(partition))) {
                readouts.add(weighted(readout, weights[z]));
            }
        }
        ReconImage sense = one(input(scan(encoding), Recipe.SENSE, null, readouts, List.of()));
        ReconImage same = one(input(scan(encoding), Recipe.JSSL, espirit, readouts, List.of()));
        assertThat(same.recipe()).isEqualTo(Recipe.JSSL);
        assertThat(same.z()).isEqualTo(5);
        assertThat(difference(same, sense)).isLessThan(3e-3);
        readouts.subList(NY, NY + 5).clear();
        assertThatThrownBy(() -> one(input(scan(encoding), Recipe.JSSL, espirit, readouts, List.of())))
                .isInstanceOf(ReconException.class)
                .hasMessageContaining("acceleration along encode step 2");
    }

    private void fallsBack(FrameInput input, Recipe done, String why) throws ReconException {
        ReconImage image = one(input);
        assertThat(image.fallback()).isTrue();
        assertThat(image.recipe()).isNotEqualTo(Recipe.JSSL);
        if (done != null) {
            assertThat(image.recipe()).isEqualTo(done);
        }
        assertThat(image.warnings().getFirst()).startsWith("not reconstructed by a model").contains(why);
    }

    private ReconImage one(FrameInput input) throws ReconException {
        return reconstructor.reconstruct(input);
    }

    private static boolean central(int y) {
        return Math.abs(y - NY / 2) <= 10;
    }

    private static FrameInput input(
            ScanContext scan, Recipe recipe, String model, List<ByteBuffer> imaging, List<ByteBuffer> calibration) {
        return new FrameInput(
                scan, new FrameKey(0, 0, 0, 0, 0, 0), recipe, model, imaging, calibration, List.of(), false);
    }

    private static ScanContext plain() {
        return scan(Messages.encoding(Messages.space(NX, NY, 1), Messages.space(NX, NY, 1)));
    }

    private static ScanContext scan(Encoding encoding) {
        return new ScanContext(Messages.header(encoding), List.of());
    }

    /** ‖a − b‖ / ‖b‖, no scale fitted. */
    private static double difference(ReconImage a, ReconImage b) {
        assertThat(a.pixels()).hasSameSizeAs(b.pixels());
        double squares = 0;
        double all = 0;
        for (int i = 0; i < b.pixels().length; i++) {
            squares += Math.pow(a.pixels()[i] - b.pixels()[i], 2);
            all += Math.pow(b.pixels()[i], 2);
        }
        return Math.sqrt(squares / all);
    }

    private static double correlation(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < b.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    /** @param turn directions of y and x, then shifts */
    private static float[] turned(ReconImage image, int[] turn) {
        float[] turned = new float[image.pixels().length];
        for (int y = 0; y < image.y(); y++) {
            for (int x = 0; x < image.x(); x++) {
                int fromY = Math.floorMod(turn[0] * (y - image.y() / 2) + image.y() / 2 + turn[2], image.y());
                int fromX = Math.floorMod(turn[1] * (x - image.x() / 2) + image.x() / 2 + turn[3], image.x());
                turned[y * image.x() + x] = image.pixels()[fromY * image.x() + fromX];
            }
        }
        return turned;
    }

    private static ByteBuffer weighted(ByteBuffer readout, float[] weight) {
        ByteBuffer message = readout.order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 2 + AcquisitionHeader.BYTES; at < message.limit(); at += 8) {
            float re = message.getFloat(at);
            float im = message.getFloat(at + 4);
            message.putFloat(at, weight[0] * re - weight[1] * im);
            message.putFloat(at + 4, weight[0] * im + weight[1] * re);
        }
        return message;
    }
}
