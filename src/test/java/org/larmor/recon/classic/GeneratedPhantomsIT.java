package org.larmor.recon.classic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.PlannedFrames;
import org.larmor.recon.ReconImage;
import org.larmor.recon.RecordedScan;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.recon.quality.SsimWindow;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;

/** Files of Debian's {@code ismrmrd_generate_cartesian_shepp_logan}. */
class GeneratedPhantomsIT {
    private static final String TOOL = "ismrmrd_generate_cartesian_shepp_logan";

    @TempDir
    Path folder;

    @BeforeEach
    void requireTool() throws InterruptedException {
        boolean here;
        try {
            new ProcessBuilder(TOOL, "-h").redirectErrorStream(true).start().waitFor();
            here = true;
        } catch (IOException e) {
            here = false;
        }
        if ("1".equals(System.getenv("LARMOR_REQUIRE_TOOLS"))) {
            Assertions.assertTrue(here, TOOL + " is required");
        }
        Assumptions.assumeTrue(here, TOOL + " is not installed");
    }

    @Test
    void rssIsTheDefinitionForAnyNumberOfCoilsAndOversampling() throws Exception {
        for (String[] options : new String[][] {
            {"-m", "64", "-c", "1"}, {"-m", "48", "-c", "8", "-r", "2"}, {"-m", "32", "-c", "32"},
            {"-m", "64", "-c", "3", "-O", "1"}
        }) {
            RecordedScan scan = generate(options);
            try (ClassicalReconstructor reconstructor = new ClassicalReconstructor()) {
                for (FrameKey frame : scan.frames()) {
                    ReconImage image = reconstructor.reconstruct(PlannedFrames.input(scan, frame, Recipe.RSS));
                    float[] truth = DirectTransform.ofLines(PlannedFrames.imaging(scan, frame), image.y(), image.x());
                    assertThat(
                                    ImageQuality.fitted(image.pixels(), truth,
                                            image.y(), image.x(), SsimWindow.GAUSSIAN).nrmse())
                            .isLessThan(1e-4);
                    assertThat(image.warnings()).isEmpty();
                }
            }
        }
    }

    @Test
    void noiseReadoutsWithoutAvailableChannelsWhiten() throws Exception {
        RecordedScan scan = generate("-m", "64", "-c", "4", "-C");
        FrameKey frame = scan.frames().getFirst();
        try (ClassicalReconstructor reconstructor = new ClassicalReconstructor()) {
            ReconImage whitened = reconstructor.reconstruct(PlannedFrames.input(scan, frame, Recipe.RSS));
            ReconImage plain = reconstructor.reconstruct(PlannedFrames.input(scan, frame, Recipe.SIMPLEFFT));
            assertThat(scan.context().noiseCovariance().channels()).isEqualTo(4);
            assertThat(whitened.warnings()).isEmpty();
            float[] truth = DirectTransform.ofLines(PlannedFrames.imaging(scan, frame), plain.y(), plain.x());
            assertThat(
                            ImageQuality.fitted(plain.pixels(), truth,
                                    plain.y(), plain.x(), SsimWindow.GAUSSIAN).nrmse())
                    .isLessThan(1e-4);
            // the corner holds noise alone: after whitening, RSS of 4 coils has the mean square 2 · 4 · bandwidth
            double square = 0;
            int count = 0;
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    square += Math.pow(whitened.pixels()[y * whitened.x() + x], 2);
                    count++;
                }
            }
            assertThat(square / count / (2 * 4 * 0.793)).isBetween(0.6, 1.6);
        }
    }

    @Test
    void senseUnfoldsTwofoldAccelerationWithCalibrationOrWithTheUnion() throws Exception {
        RecordedScan full = generate("-m", "128", "-c", "8", "-n", "0.002");
        FrameKey only = full.frames().getFirst();
        RecordedScan calibrated = generate("-m", "128", "-c", "8", "-a", "2", "-w", "32", "-r", "2", "-n", "0.002");
        RecordedScan interleaved = generate("-m", "128", "-c", "8", "-a", "2", "-r", "2", "-n", "0.002");
        try (ClassicalReconstructor reconstructor = new ClassicalReconstructor()) {
            ReconImage truth = reconstructor.reconstruct(PlannedFrames.input(full, only, Recipe.RSS));
            for (RecordedScan scan : List.of(calibrated, interleaved)) {
                assertThat(scan.frames()).hasSize(4);
                for (FrameKey frame : scan.frames()) {
                    ReconImage image = reconstructor.reconstruct(PlannedFrames.input(scan, frame, Recipe.SENSE));
                    ReconImage folded = reconstructor.reconstruct(PlannedFrames.input(scan, frame, Recipe.RSS));
                    ImageQuality sense =
                            ImageQuality.fitted(image.pixels(), truth.pixels(),
                                    image.y(), image.x(), SsimWindow.GAUSSIAN);
                    ImageQuality zeroFilled =
                            ImageQuality.fitted(folded.pixels(), truth.pixels(),
                                    image.y(), image.x(), SsimWindow.GAUSSIAN);
                    assertThat(image.recipe()).isEqualTo(Recipe.SENSE);
                    assertThat(image.fallback()).isFalse();
                    assertThat(sense.nrmse()).isLessThan(0.05);
                    assertThat(sense.psnr()).isGreaterThan(zeroFilled.psnr() + 10);
                }
            }
        }
    }

    private RecordedScan generate(String... options) throws Exception {
        Path file = folder.resolve("phantom" + System.nanoTime() + ".h5");
        List<String> command = new ArrayList<>(List.of(TOOL, "-o", file.toString()));
        command.addAll(List.of(options));
        int exit = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertThat(exit).isZero();
        return RecordedScan.read(file);
    }
}
