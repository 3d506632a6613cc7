package org.larmor.recon.classic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Messages;
import org.larmor.recon.ReconImage;
import org.larmor.recon.ScanContext;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Frames made of random k-space, against the transform's definition. */
class RootSumOfSquaresIT {
    private static final int COILS = 3;

    private final Random random = new Random(5);
    private final ClassicalReconstructor reconstructor = new ClassicalReconstructor();

    @AfterEach
    void close() {
        reconstructor.close();
    }

    @Test
    void evenAndOddMatrices() throws Exception {
        for (int[] size : new int[][] {{8, 6}, {9, 7}, {7, 12}, {10, 9}}) {
            float[] kspace = random(COILS, 1, size[0], size[1]);
            Encoding encoding = Messages.encoding(Messages.space(size[1], size[0], 1), Messages.space(size[1], size[0], 1));
            ReconImage image = reconstruct(encoding, lines(kspace, size[0], size[1]), Recipe.RSS);
            assertImage(image, direct(kspace, size[0], size[1], size[0], size[1], 1, 1), 1, size[0], size[1]);
        }
    }

    @Test
    void oversamplingIsCroppedByTheRatioOfTheFieldsOfViewWhateverItIs() throws Exception {
        for (int[] readout : new int[][] {{16, 8}, {12, 8}, {15, 9}, {10, 10}}) {
            int nx = readout[0];
            int rx = readout[1];
            float[] kspace = random(COILS, 1, 6, nx);
            Encoding encoding = Messages.encoding(Messages.space(nx, 6, 1), Messages.space(rx, 6, 1));
            ReconImage image = reconstruct(encoding, lines(kspace, 6, nx), Recipe.RSS);
            assertImage(image, direct(kspace, 6, nx, 6, rx, 1, 1), 1, 6, rx);
        }
    }

    @Test
    void anotherMatrixForTheSameFieldOfViewIsInterpolated() throws Exception {
        float[] kspace = random(COILS, 1, 12, 20);
        Encoding.Space encoded = new Encoding.Space(20, 12, 1, 200, 120, 5);
        Encoding.Space recon = new Encoding.Space(16, 16, 1, 100, 120, 5);
        ReconImage image = reconstruct(Messages.encoding(encoded, recon), lines(kspace, 12, 20), Recipe.RSS);
        // along y the k-space is padded from 12 to 16; along x the image is cropped to 10, then padded to 16 as k-space
        float[] alongY = direct(kspace, 12, 20, 16, 20, 0.75, 1);
        assertThat(image.y()).isEqualTo(16);
        assertThat(image.x()).isEqualTo(16);
        // every eighth reconstructed pixel lies on every fifth encoded one
        assertThat((double) image.pixels()[3 * 16 + 8]).isCloseTo(alongY[3 * 20 + 10], within(1e-4));
        assertThat((double) image.pixels()[9 * 16]).isCloseTo(alongY[9 * 20 + 5], within(1e-4));
    }

    @Test
    void partialFourierIsPlacedByTheLimitsCentre() throws Exception {
        int ny = 16;
        float[] kspace = random(COILS, 1, ny, 8);
        int missing = 5;
        List<ByteBuffer> readouts = new ArrayList<>();
        for (int y = missing; y < ny; y++) {
            readouts.add(Messages.readout(y - missing, COILS, Messages.line(kspace, COILS, ny, 8, y), h -> {}));
        }
        for (int c = 0; c < COILS; c++) {
            Arrays.fill(kspace, 2 * c * ny * 8, 2 * (c * ny + missing) * 8, 0);
        }
        Encoding encoding = withStep1(new Limit(0, ny - missing - 1, ny / 2 - missing), ny, 8);
        assertImage(reconstruct(encoding, readouts, Recipe.RSS), direct(kspace, ny, 8, ny, 8, 1, 1), 1, ny, 8);
    }

    @Test
    void asymmetricEchoesAreZeroFilledOnTheSideTheyLack() throws Exception {
        int nx = 16;
        float[] kspace = random(COILS, 1, 6, nx);
        List<ByteBuffer> readouts = new ArrayList<>();
        for (int y = 0; y < 6; y++) {
            float[] line = Messages.line(kspace, COILS, 6, nx, y);
            readouts.add(Messages.readout(y, COILS, part(line, nx, 5, 11), h -> h.centerSample(3)));
        }
        for (int row = 0; row < COILS * 6; row++) {
            Arrays.fill(kspace, 2 * row * nx, 2 * (row * nx + 5), 0);
        }
        Encoding encoding = Messages.encoding(Messages.space(nx, 6, 1), Messages.space(nx, 6, 1));
        assertImage(reconstruct(encoding, readouts, Recipe.RSS), direct(kspace, 6, nx, 6, nx, 1, 1), 1, 6, nx);
    }

    @Test
    void discardedSamplesReversedLinesAndAveragesAreTakenForWhatTheyAre() throws Exception {
        int nx = 8;
        float[] kspace = random(COILS, 1, 6, nx);
        float[] other = random(COILS, 1, 6, nx);
        List<ByteBuffer> readouts = new ArrayList<>();
        for (int y = 0; y < 6; y++) {
            float[] line = Messages.line(kspace, COILS, 6, nx, y);
            // two samples before and one after that do not count
            readouts.add(Messages.readout(y, COILS, padded(line, nx, 2, 1), h -> h.discardPre(2)
                    .discardPost(1)
                    .centerSample(2 + nx / 2)));
            float[] second = Messages.line(other, COILS, 6, nx, y);
            readouts.add(Messages.readout(
                    y, COILS, reversed(second, nx), h -> h.set(AcquisitionFlag.IS_REVERSE).average(1)));
        }
        float[] mean = new float[kspace.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (kspace[i] + other[i]) / 2;
        }
        Encoding encoding = Messages.encoding(Messages.space(nx, 6, 1), Messages.space(nx, 6, 1));
        ReconImage image = reconstruct(encoding, readouts, Recipe.RSS);
        assertImage(image, direct(mean, 6, nx, 6, nx, 1, 1), 1, 6, nx);
        assertThat(image.warnings()).anyMatch(w -> w.contains("without phase correction"));
    }

    @Test
    void whatIsNotImagingLeavesTheImageAlone() throws Exception {
        float[] kspace = random(COILS, 1, 6, 8);
        List<ByteBuffer> readouts = new ArrayList<>(lines(kspace, 6, 8));
        for (AcquisitionFlag flag : List.of(
                AcquisitionFlag.IS_NOISE_MEASUREMENT,
                AcquisitionFlag.IS_PARALLEL_CALIBRATION,
                AcquisitionFlag.IS_NAVIGATION_DATA,
                AcquisitionFlag.IS_PHASECORR_DATA,
                AcquisitionFlag.IS_HPFEEDBACK_DATA,
                AcquisitionFlag.IS_DUMMYSCAN_DATA,
                AcquisitionFlag.IS_RTFEEDBACK_DATA,
                AcquisitionFlag.IS_SURFACECOILCORRECTIONSCAN_DATA)) {
            readouts.add(Messages.readout(3, COILS, random(COILS, 1, 1, 8), h -> h.set(flag)));
        }
        Encoding encoding = Messages.encoding(Messages.space(8, 6, 1), Messages.space(8, 6, 1));
        assertImage(reconstruct(encoding, readouts, Recipe.RSS), direct(kspace, 6, 8, 6, 8, 1, 1), 1, 6, 8);
    }

    @Test
    void volumesAreTransformedAlongThePartitionsToo() throws Exception {
        int nz = 5;
        int ny = 6;
        int nx = 12;
        float[] kspace = random(COILS, nz, ny, nx);
        List<ByteBuffer> readouts = new ArrayList<>();
        for (int z = 0; z < nz; z++) {
            for (int y = 0; y < ny; y++) {
                int partition = z;
                readouts.add(Messages.readout(
                        y,
                        COILS,
                        Messages.line(kspace, COILS, nz * ny, nx, z * ny + y),
                        h -> h.kspaceEncodeStep2(partition)));
            }
        }
        Encoding encoding = Messages.encoding(Messages.space(nx, ny, nz), Messages.space(6, ny, 3));
        float[] truth = DirectTransform.rootSumOfSquares(
                kspace, COILS, new int[] {nz, ny, nx}, new int[] {3, ny, 6}, new double[] {1, 1, 1});
        assertImage(reconstruct(encoding, readouts, Recipe.RSS), truth, 3, ny, 6);
    }

    @Test
    void noiseWhitensRssButNeverSimplefft() throws Exception {
        // noise that is uncorrelated and twice as strong in coil 1: whitening halves that coil
        int samples = 20_000;
        float[] noise = random(COILS, 1, 1, samples);
        for (int i = 0; i < 2 * samples; i++) {
            noise[2 * samples + i] *= 2;
        }
        ByteBuffer readout = Messages.readout(
                0, COILS, noise, h -> h.set(AcquisitionFlag.IS_NOISE_MEASUREMENT).availableChannels(0));
        float[] kspace = random(COILS, 1, 6, 8);
        Encoding encoding = Messages.encoding(Messages.space(8, 6, 1), Messages.space(8, 6, 1));
        ScanContext scan = new ScanContext(Messages.header(encoding), List.of(readout));
        ReconImage plain = reconstructor.reconstruct(input(scan, Recipe.SIMPLEFFT, lines(kspace, 6, 8)));
        assertImage(plain, direct(kspace, 6, 8, 6, 8, 1, 1), 1, 6, 8);

        ReconImage whitened = reconstructor.reconstruct(input(scan, Recipe.RSS, lines(kspace, 6, 8)));
        // unit variance in both parts already; ×√(2 · 0.793 / 2), the variance of a complex sample being 2
        float[] scaled = kspace.clone();
        for (int i = 0; i < scaled.length; i++) {
            boolean second = i / (2 * 48) == 1;
            scaled[i] *= (float) (Math.sqrt(0.793) / (second ? 2 : 1));
        }
        float[] truth = direct(scaled, 6, 8, 6, 8, 1, 1);
        for (int i = 0; i < truth.length; i++) {
            assertThat((double) whitened.pixels()[i]).isCloseTo(truth[i], within(0.03 * (1 + truth[i])));
        }
    }

    @Test
    void theImageTakesOverTheReadoutNearestTheCentre() throws Exception {
        float[] kspace = random(COILS, 1, 6, 8);
        List<ByteBuffer> readouts = new ArrayList<>();
        for (int y = 0; y < 6; y++) {
            int counter = 100 + y;
            readouts.add(Messages.readout(
                    y, COILS, Messages.line(kspace, COILS, 6, 8, y), h -> h.scanCounter(counter)));
        }
        Encoding encoding = Messages.encoding(Messages.space(8, 6, 1), Messages.space(8, 6, 1));
        assertThat(reconstruct(encoding, readouts, Recipe.RSS).center().scanCounter()).isEqualTo(103);
    }

    @Test
    void whatCannotBeReconstructedIsRefusedByName() {
        List<ByteBuffer> readouts = lines(random(COILS, 1, 6, 8), 6, 8);
        Encoding cartesian = Messages.encoding(Messages.space(8, 6, 1), Messages.space(8, 6, 1));
        Encoding spiral = new Encoding(
                "spiral", cartesian.encoded(), cartesian.recon(), cartesian.limits(), 1, 1, null);
        refused(spiral, readouts, "spiral");
        refused(cartesian, List.of(), "no imaging readouts");
        refused(Messages.encoding(Messages.space(4, 6, 1), Messages.space(4, 6, 1)), readouts, "does not fit");
        refused(Messages.encoding(Messages.space(8, 4, 1), Messages.space(8, 4, 1)), readouts, "do not fit");
        refused(Messages.encoding(Messages.space(0, 6, 1), Messages.space(8, 6, 1)), readouts, "matrix of 0");
        refused(Messages.encoding(Messages.space(60000, 60000, 1), Messages.space(8, 6, 1)), readouts, "larger than");
    }

    private void refused(Encoding encoding, List<ByteBuffer> readouts, String why) {
        assertThatThrownBy(() -> reconstruct(encoding, readouts, Recipe.RSS))
                .isInstanceOf(ReconException.class)
                .hasMessageContaining(why);
    }

    private ReconImage reconstruct(Encoding encoding, List<ByteBuffer> readouts, Recipe recipe) throws ReconException {
        return reconstructor.reconstruct(
                input(new ScanContext(Messages.header(encoding), List.of()), recipe, readouts));
    }

    private static FrameInput input(ScanContext scan, Recipe recipe, List<ByteBuffer> readouts) {
        return new FrameInput(scan, new FrameKey(0, 0, 0, 0, 0, 0), recipe, readouts, List.of(), List.of());
    }

    private static void assertImage(ReconImage image, float[] truth, int z, int y, int x) {
        assertThat(new int[] {image.channels(), image.z(), image.y(), image.x()}).containsExactly(1, z, y, x);
        assertThat(image.pixels()).hasSameSizeAs(truth);
        for (int i = 0; i < truth.length; i++) {
            assertThat((double) image.pixels()[i]).as("pixel " + i).isCloseTo(truth[i], within(2e-5 * (1 + truth[i])));
        }
    }

    private static float[] direct(float[] kspace, int ny, int nx, int ry, int rx, double pitchY, double pitchX) {
        return DirectTransform.rootSumOfSquares(
                kspace, COILS, new int[] {1, ny, nx}, new int[] {1, ry, rx}, new double[] {1, pitchY, pitchX});
    }

    private static Encoding withStep1(Limit limit, int ny, int nx) {
        Encoding.Limits limits =
                new Encoding.Limits(null, limit, null, null, null, null, null, null, null, null);
        return new Encoding(
                "cartesian", Messages.space(nx, ny, 1), Messages.space(nx, ny, 1), limits, 1, 1, null);
    }

    private static List<ByteBuffer> lines(float[] kspace, int ny, int nx) {
        List<ByteBuffer> readouts = new ArrayList<>();
        for (int y = 0; y < ny; y++) {
            readouts.add(Messages.readout(y, COILS, Messages.line(kspace, COILS, ny, nx, y), h -> {}));
        }
        return readouts;
    }

    private static float[] part(float[] line, int nx, int from, int count) {
        float[] part = new float[2 * COILS * count];
        for (int c = 0; c < COILS; c++) {
            System.arraycopy(line, 2 * (c * nx + from), part, 2 * c * count, 2 * count);
        }
        return part;
    }

    private static float[] padded(float[] line, int nx, int before, int after) {
        int n = before + nx + after;
        float[] padded = new float[2 * COILS * n];
        Arrays.fill(padded, 99);
        for (int c = 0; c < COILS; c++) {
            System.arraycopy(line, 2 * c * nx, padded, 2 * (c * n + before), 2 * nx);
        }
        return padded;
    }

    private static float[] reversed(float[] line, int nx) {
        float[] reversed = new float[line.length];
        for (int c = 0; c < COILS; c++) {
            for (int i = 0; i < nx; i++) {
                System.arraycopy(line, 2 * (c * nx + i), reversed, 2 * (c * nx + nx - 1 - i), 2);
            }
        }
        return reversed;
    }

    private float[] random(int coils, int nz, int ny, int nx) {
        float[] pairs = new float[2 * coils * nz * ny * nx];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (float) random.nextGaussian();
        }
        return pairs;
    }
}
