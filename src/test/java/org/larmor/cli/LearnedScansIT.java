package org.larmor.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.infer.TestModels;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.nn.CoilMapping;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.Magnitude;
import org.larmor.sim.MessageSource;
import org.larmor.sim.Phantom;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;

/** Scans through everything to the learned pool and back: socket, broker, router, worker, model. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class LearnedScansIT {
    private static final String PROTOCOL = "Learned Knee";

    @TempDir
    static Path folder;

    private static Node node;
    private static int port;
    private static String same;
    private static String broken;

    private record Received(List<ReceivedImage> images, List<String> texts) {
        ImageMeta meta(int number) throws Exception {
            return ImageMeta.parse(images.get(number).image().metaXml());
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Path models = folder.resolve("models");
        same = TestModels.save(models, "same", TestModels.varNet(CoilMapping.ESPIRIT), w -> w.mul(0));
        broken = TestModels.save(models, "broken", TestModels.varNet(CoilMapping.ACS), w -> w.mul(Float.NaN));
        node = Node.start(NodeConfig.allInOne(folder.resolve("data"), 0));
        port = Integer.parseInt(node.endpoints().mrd().split(":")[1]);
        for (String name : List.of("same", "broken")) {
            assertThat(larmor("import", models.resolve(name + ".json"), "--reason", "a test")).isZero();
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void imagesAreTheModelsOwn() throws Exception {
        promote("same");
        for (String config : List.of("jssl", "auto")) {
            ScanPlan plan = ScanPlan.plain().withRepetitions(8).withNoise(0.005, true).withProtocol(PROTOCOL);
            // nothing is missing from a fully sampled scan that auto would take a model for
            SimulatedScan scan = new SimulatedScan(
                    new Phantom(96, 96, 2, 6, 2), config.equals("auto") ? plan.withAcceleration(2, 24).withoutCalibrationFlags() : plan);
            Received received = send(scan, config);
            assertThat(received.texts()).isEmpty();
            assertThat(received.images()).hasSize(16);
            for (int i = 0; i < 16; i++) {
                ImageMeta meta = received.meta(i);
                assertThat(meta.get("LarmorRecipe")).isEqualTo("jssl");
                assertThat(meta.get("LarmorModel")).isEqualTo("same");
                assertThat(meta.get("LarmorVersion")).isEqualTo(same).startsWith("same@");
                assertThat(meta.names()).doesNotContain("LarmorFallback", "LarmorIncomplete");
                ReceivedImage image = received.images().get(i);
                Magnitude truth = new Magnitude(96, 96, scan.truth(
                        image.image().header().slice(), image.image().header().repetition()));
                // the model leaves k-space as it is: of half of it, the zero-filled image
                assertThat(Magnitude.of(image.image()).quality(truth).nrmse())
                        .isLessThan(config.equals("auto") ? 0.4 : 0.1);
            }
        }
    }

    @Test
    void aModelThatFailsIsReplacedBySenseWithAText() throws Exception {
        promote("broken");
        Received received = send(
                new SimulatedScan(
                        new Phantom(64, 64, 1, 4, 1),
                        ScanPlan.plain().withRepetitions(3).withNoise(0.005, false).withProtocol("broken")),
                "jssl");
        assertThat(received.images()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(received.meta(i).get("LarmorRecipe")).isEqualTo("sense");
            assertThat(received.meta(i).get("LarmorFallback")).isEqualTo("true");
            assertThat(received.meta(i).names()).doesNotContain("LarmorModel", "LarmorVersion");
        }
        assertThat(received.texts()).isNotEmpty()
                .allMatch(text -> text.contains("not reconstructed by a model") && text.contains("not finite"));
        assertThat(broken).startsWith("broken@");
    }

    @Test
    void theStarterServesUntilSomebodySaysOtherwise() throws Exception {
        larmor("promote", "starter", "--reason", "a test"); // refused where no other test has replaced it
        Received received = send(
                new SimulatedScan(
                        new Phantom(64, 64, 1, 4, 1), ScanPlan.plain().withNoise(0.005, false).withProtocol("nobody's")),
                "jssl");
        assertThat(received.meta(0).get("LarmorRecipe")).isEqualTo("jssl");
        assertThat(received.meta(0).get("LarmorModel")).isEqualTo("starter");
    }

    private static int larmor(Object... arguments) {
        return Main.commandLine()
                .execute(Stream.concat(
                                Stream.of("models"),
                                Stream.concat(Stream.of(arguments), Stream.of("--data", folder.resolve("data")))
                                        .map(Object::toString))
                        .toArray(String[]::new));
    }

    /** Makes it the champion of all, for the scans that open from now on. */
    private static void promote(String name) {
        assertThat(larmor("promote", name, "--reason", "a test")).isZero();
    }

    private static Received send(SimulatedScan scan, String config) throws Exception {
        List<ReceivedImage> images = new ArrayList<>();
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }
        };
        try (MessageSource source = scan.messages()) {
            ScanReport report =
                    new ScannerClient(ScannerSettings.of("127.0.0.1", port, config), listener).run(source);
            assertThat(report.failure()).isNull();
            assertThat(report.closed()).isTrue();
            return new Received(images, report.texts());
        }
    }
}
