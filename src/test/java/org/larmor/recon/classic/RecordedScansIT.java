package org.larmor.recon.classic;

import io.jhdf.HdfFile;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.PlannedFrames;
import org.larmor.recon.ReconImage;
import org.larmor.recon.RecordedScan;
import org.larmor.recon.SharedData;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.recon.quality.SsimWindow;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;

/** Recorded scans against the root sum of squares that their publishers' conversion stored with them. */
class RecordedScansIT {
    private record Recorded(String scan, String truth) {}

    @TestFactory
    Stream<DynamicTest> rssIsTheStoredRootSumOfSquares() {
        return Stream.of(
                        new Recorded("pulseq_invivo_16ch_128", "multicoil/pulseq_invivo_16ch_128"),
                        new Recorded("pulseq_invivo_bodycoil_2ch_128", "multicoil/pulseq_invivo_bodycoil_2ch_128"),
                        new Recorded("twixtools_gre_2ch", "multicoil/twixtools_gre_2ch"))
                .map(recorded -> DynamicTest.dynamicTest(recorded.scan, () -> compare(recorded)));
    }

    @Test
    void rssOfSeveralSlicesIsTheDefinition() throws Exception {
        RecordedScan scan = RecordedScan.read(SharedData.require("ismrmrd/ulf_P1_FSE.mrd.h5"));
        assertThat(scan.frames()).hasSize(4);
        try (ClassicalReconstructor reconstructor = new ClassicalReconstructor()) {
            for (FrameKey frame : scan.frames()) {
                ReconImage image = reconstructor.reconstruct(PlannedFrames.input(scan, frame, Recipe.RSS));
                float[] truth = DirectTransform.ofLines(PlannedFrames.imaging(scan, frame), image.y(), image.x());
                assertThat(
                                ImageQuality.fitted(image.pixels(), truth,
                                        image.y(), image.x(), SsimWindow.GAUSSIAN).nrmse())
                        .isLessThan(1e-4);
            }
        }
    }

    private static void compare(Recorded recorded) throws Exception {
        RecordedScan scan = RecordedScan.read(SharedData.require("ismrmrd/" + recorded.scan + ".mrd.h5"));
        Path truthFile = SharedData.require(recorded.truth + ".h5");
        try (HdfFile hdf = new HdfFile(truthFile);
                ClassicalReconstructor reconstructor = new ClassicalReconstructor()) {
            float[][][] slices = (float[][][]) hdf.getDatasetByPath("/reconstruction_rss").getData();
            assertThat(scan.frames()).isNotEmpty();
            for (FrameKey frame : scan.frames()) {
                ReconImage image = reconstructor.reconstruct(PlannedFrames.input(scan, frame, Recipe.RSS));
                assertThat(relativeError(image, slices[frame.slice()])).isLessThan(1e-4);
                assertThat(image.warnings()).isEmpty();
                assertThat(image.fallback()).isFalse();
                assertThat(image.recipe()).isEqualTo(Recipe.RSS);
            }
        }
    }

    /** ‖s·image − truth‖ / ‖truth‖ with the best scale s, the truth cropped along x to the image. */
    static double relativeError(ReconImage image, float[][] truth) {
        assertThat(image.y()).isEqualTo(truth.length);
        int skip = truth[0].length / 2 - image.x() / 2;
        double it = 0;
        double ii = 0;
        double tt = 0;
        for (int y = 0; y < image.y(); y++) {
            for (int x = 0; x < image.x(); x++) {
                double i = image.pixels()[y * image.x() + x];
                double t = truth[y][x + skip];
                it += i * t;
                ii += i * i;
                tt += t * t;
            }
        }
        return Math.sqrt(Math.max(0, tt - it * it / ii) / tt);
    }
}
