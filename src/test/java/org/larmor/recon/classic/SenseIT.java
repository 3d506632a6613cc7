package org.larmor.recon.classic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Messages;
import org.larmor.recon.ReconImage;
import org.larmor.recon.ScanContext;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.recon.quality.SsimWindow;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;

/** CG-SENSE with maps from wherever the scan has them, on simulated coil arrays. */
class SenseIT {
    private static final int NY = 96;
    private static final int NX = 80;

    private final ClassicalReconstructor reconstructor = new ClassicalReconstructor();
    private final SimulatedArray array = new SimulatedArray(8, NY, NX, 0.002);

    @AfterEach
    void close() {
        reconstructor.close();
    }

    @Test
    void unfoldsTwofoldAccelerationWithCalibrationLinesInside() throws Exception {
        List<ByteBuffer> readouts = new ArrayList<>(array.readouts(y -> y % 2 == 0 && !central(y), h -> {}));
        readouts.addAll(array.readouts(
                SenseIT::central, h -> h.set(AcquisitionFlag.IS_PARALLEL_CALIBRATION_AND_IMAGING)));
        ReconImage image = reconstruct(context(), Recipe.SENSE, readouts, List.of(), List.of());
        ReconImage folded = reconstruct(context(), Recipe.RSS, readouts, List.of(), List.of());
        assertThat(error(image)).isLessThan(0.02);
        assertThat(error(folded)).isGreaterThan(0.05);
        assertThat(image.recipe()).isEqualTo(Recipe.SENSE);
        assertThat(image.fallback()).isFalse();
        assertThat(image.warnings()).isEmpty();
    }

    @Test
    void takesItsMapsFromTheUnionOfInterleavedRepetitions() throws Exception {
        List<ByteBuffer> even = array.readouts(y -> y % 2 == 0, h -> {});
        List<ByteBuffer> odd = array.readouts(y -> y % 2 == 1, h -> h.repetition(1));
        ScanContext context = context();
        ReconImage first = reconstruct(context, Recipe.SENSE, even, List.of(), odd);
        ReconImage second = reconstruct(context, Recipe.SENSE, odd, List.of(), even);
        assertThat(error(first)).isLessThan(0.02);
        assertThat(error(second)).isLessThan(0.02);
        assertThat(first.recipe()).isEqualTo(Recipe.SENSE);
    }

    @Test
    void takesItsMapsFromASeparateCalibrationThatIsNotInTheImage() throws Exception {
        List<ByteBuffer> even = array.readouts(y -> y % 2 == 0, h -> {});
        List<ByteBuffer> calibration =
                array.readouts(SenseIT::central, h -> h.set(AcquisitionFlag.IS_PARALLEL_CALIBRATION));
        ReconImage image = reconstruct(context(), Recipe.SENSE, even, calibration, List.of());
        assertThat(error(image)).isLessThan(0.02);
        assertThat(image.fallback()).isFalse();
    }

    @Test
    void combinesAFullySampledFrameToTheTruth() throws Exception {
        ReconImage image = reconstruct(context(), Recipe.SENSE, array.readouts(y -> true, h -> {}), List.of(), List.of());
        assertThat(error(image)).isLessThan(0.015);
        assertThat(image.recipe()).isEqualTo(Recipe.SENSE);
    }

    @Test
    void withoutLinesAtTheCentreItZeroFillsAndSaysSo() throws Exception {
        List<ByteBuffer> even = array.readouts(y -> y % 2 == 0, h -> {});
        ReconImage image = reconstruct(context(), Recipe.SENSE, even, List.of(), List.of());
        ReconImage zeroFilled = reconstruct(context(), Recipe.RSS, even, List.of(), List.of());
        assertThat(image.recipe()).isEqualTo(Recipe.RSS);
        assertThat(image.fallback()).isTrue();
        assertThat(image.warnings()).anyMatch(w -> w.contains("zero-filled"));
        assertThat(image.pixels()).containsExactly(zeroFilled.pixels());
    }

    @Test
    void aLearnedRecipeFallsBackToIt() throws Exception {
        List<ByteBuffer> all = array.readouts(y -> true, h -> {});
        ReconImage image = reconstruct(context(), Recipe.JSSL, all, List.of(), List.of());
        assertThat(image.recipe()).isEqualTo(Recipe.SENSE);
        assertThat(image.fallback()).isTrue();
        assertThat(image.warnings()).isNotEmpty();
    }

    @Test
    void manyCoilsAndAnOversampledReadout() throws Exception {
        // the field of view of the readout doubled: the same k-space, the truth its central half
        SimulatedArray many = new SimulatedArray(20, 64, 128, 0.002);
        Encoding encoding = Messages.encoding(Messages.space(128, 64, 1), Messages.space(64, 64, 1));
        List<ByteBuffer> readouts =
                many.readouts(y -> y % 2 == 0 || Math.abs(y - 32) <= 10, h -> {});
        ScanContext context = new ScanContext(Messages.header(encoding), List.of());
        ReconImage image = reconstruct(context, Recipe.SENSE, readouts, List.of(), List.of());
        float[] central = new float[64 * 64];
        for (int y = 0; y < 64; y++) {
            System.arraycopy(many.truth, y * 128 + 32, central, y * 64, 64);
        }
        assertThat(
                        ImageQuality.fitted(image.pixels(), central, 64, 64, SsimWindow.GAUSSIAN).nrmse())
                .isLessThan(0.03);
    }

    @Test
    void partitionsAreUnfoldedOneByOneAndRefusedWhereTheyAreAcceleratedThemselves() throws Exception {
        Encoding encoding = Messages.encoding(Messages.space(NX, NY, 2), Messages.space(NX, NY, 2));
        ScanContext context = new ScanContext(Messages.header(encoding), List.of());
        // the same object in both partitions of k-space: all of it in one slice, nothing in the other
        List<ByteBuffer> readouts = new ArrayList<>(array.readouts(y -> y % 2 == 0 || central(y), h -> {}));
        List<ByteBuffer> second =
                array.readouts(y -> y % 2 == 0 || central(y), h -> h.kspaceEncodeStep2(1));
        readouts.addAll(second);
        ReconImage volume = reconstruct(context, Recipe.SENSE, readouts, List.of(), List.of());
        assertThat(volume.z()).isEqualTo(2);
        float[] slice = java.util.Arrays.copyOfRange(volume.pixels(), NX * NY, 2 * NX * NY);
        assertThat(
                        ImageQuality.fitted(slice, array.truth, NY, NX, SsimWindow.GAUSSIAN).nrmse())
                .isLessThan(0.02);

        readouts.removeAll(second.subList(0, 5));
        ReconImage uneven = reconstruct(context, Recipe.SENSE, readouts, List.of(), List.of());
        assertThat(uneven.fallback()).isTrue();
        assertThat(uneven.warnings()).anyMatch(w -> w.contains("encode step 2"));
    }

    private static boolean central(int y) {
        return Math.abs(y - NY / 2) <= 10;
    }

    private double error(ReconImage image) {
        return ImageQuality.fitted(image.pixels(), array.truth, NY, NX, SsimWindow.GAUSSIAN).nrmse();
    }

    private static ScanContext context() {
        Encoding encoding = Messages.encoding(Messages.space(NX, NY, 1), Messages.space(NX, NY, 1));
        return new ScanContext(Messages.header(encoding), List.of());
    }

    private ReconImage reconstruct(
            ScanContext scan,
            Recipe recipe,
            List<ByteBuffer> imaging,
            List<ByteBuffer> calibration,
            List<ByteBuffer> companions)
            throws ReconException {
        return reconstructor.reconstruct(new FrameInput(
                scan, new FrameKey(0, 0, 0, 0, 0, 0), recipe, imaging, calibration, companions));
    }
}
