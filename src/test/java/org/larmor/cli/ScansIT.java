package org.larmor.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.FileSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Files through everything: socket, broker, router, worker, engine and back. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ScansIT {
    @TempDir
    static Path folder;

    private static Node node;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(NodeConfig.allInOne(folder.resolve("data"), 0));
        port = Integer.parseInt(node.endpoints().mrd().split(":")[1]);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "pulseq_invivo_16ch_128.mrd.h5", "pulseq_invivo_bodycoil_2ch_128.mrd.h5", "twixtools_gre_2ch.mrd.h5",
        "ulf_P1_FSE.mrd.h5"
    })
    void recordedScansAreTheRootSumOfSquares(String name) throws Exception {
        Path file = Tools.shared().resolve("data/ismrmrd").resolve(name);
        compare(scan(file, "rss"), ReferenceImages.of(file, false), 1e-4);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "8, 3", "32, 2"})
    void generatedPhantomsAreTheRootSumOfSquares(String coils, String repetitions) throws Exception {
        Path file = Tools.phantom(folder, "c" + coils, "-m", "96", "-c", coils, "-r", repetitions);
        List<ReceivedImage> images = scan(file, "rss");
        assertThat(images).hasSize(Integer.parseInt(repetitions));
        compare(images, ReferenceImages.of(file, false), 1e-4);
    }

    @ParameterizedTest
    @CsvSource({"32", "0"})
    void acceleratedPhantomsAreUnfolded(String calibrationLines) throws Exception {
        Path file = Tools.phantom(
                folder, "w" + calibrationLines, "-m", "128", "-c", "8", "-a", "2", "-r", "2", "-w", calibrationLines,
                "-n", "0.01");
        List<ReceivedImage> images = scan(file, "sense");
        assertThat(images).hasSize(4);
        // The phantom does not move, so all its repetitions together are the fully sampled truth.
        double[][] truth = ReferenceImages.of(file, true).values().iterator().next();
        for (ReceivedImage image : images) {
            assertThat(meta(image).get("LarmorRecipe")).isEqualTo("sense");
            double unfolded = ReferenceImages.error(image.image().floats(), truth);
            assertThat(unfolded).as("relative error of %s", image.number()).isLessThan(0.05);
        }
    }

    private static List<ReceivedImage> scan(Path file, String config) throws Exception {
        List<ReceivedImage> images = new ArrayList<>();
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }
        };
        try (FileSource source = new FileSource(file)) {
            ScanReport report =
                    new ScannerClient(ScannerSettings.of("127.0.0.1", port, config), listener).run(source);
            assertThat(report.failure()).isNull();
            assertThat(report.closed()).isTrue();
            assertThat(report.texts()).isEmpty();
        }
        return images;
    }

    private static void compare(List<ReceivedImage> images, Map<FrameKey, double[][]> reference, double tolerance)
            throws Exception {
        assertThat(images).hasSameSizeAs(reference.keySet());
        for (ReceivedImage image : images) {
            double[][] expected = reference.get(FrameKey.parse(meta(image).get("LarmorFrame")));
            assertThat(image.image().header().matrixSize(0)).isEqualTo(expected[0].length);
            assertThat(image.image().header().matrixSize(1)).isEqualTo(expected.length);
            assertThat(ReferenceImages.error(image.image().floats(), expected)).isLessThan(tolerance);
        }
    }

    private static ImageMeta meta(ReceivedImage image) throws Exception {
        return ImageMeta.parse(image.image().metaXml());
    }
}
