package org.larmor.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.stream.ScannerStream;
import org.larmor.sim.stream.StreamCatalogue;
import org.larmor.sim.stream.Truth;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The site of {@code docker/compose.yaml} as plain processes: three brokers as Kafka's own image sets them up, and every
 * service of Larmor's image. Prometheus and Grafana are not there.
 */
@Tag("full")
@Timeout(900)
class ComposeIT {
    private static final int MRD_PORT = 9002;
    private static final int TERMINATED = 143;

    @TempDir
    private Path folder;

    private ComposeFile file;
    private PlainSite site;

    @BeforeEach
    void lay() throws Exception {
        file = ComposeFile.read(ComposeFile.DELIVERED);
        site = new PlainSite(file, folder);
    }

    @AfterEach
    void end() {
        site.close();
    }

    @Test
    void everyServiceStartsAndTheScannerGetsEveryImage() throws Exception {
        List<String> here = file.services().values().stream().filter(Programs::canRun).map(ComposeService::name).toList();
        assertThat(file.services().keySet()).hasSize(here.size() + 2).contains("prometheus", "grafana");
        for (String name : here) {
            site.start(name);
        }
        // its exit code says whether all came that its command expects
        site.awaitSuccess("scanner");
        List<String> roles = here.stream()
                .filter(name -> file.service(name).environment().containsKey("LARMOR_ROLES"))
                .toList();
        for (String role : roles) {
            site.awaitHealthy(role);
            assertThat(site.answer(role, "/metrics").body()).as(role).contains("jvm_memory_used_bytes");
        }
        // as many copies as there are brokers, and nothing left to do
        assertThat(site.run("diff", List.of("topics", "diff", "--kafka", "broker-2:9092"))).isZero();
        assertThat(site.output("diff")).contains("nothing to change").doesNotContain(" copies, on ");

        scan("full", "rss", 1e-3);
        scan("lost-lines", "jssl", 0.22);

        // what a container's restart policy is for: what dies is missed by nobody, and comes back to the same volume
        List<String> dead = List.of("broker-3", "worker-1");
        for (String service : dead) {
            site.kill(service);
        }
        scan("full", "rss", 1e-3);
        for (String service : dead) {
            site.restart(service);
            site.awaitHealthy(service);
        }

        for (String role : roles.reversed()) {
            assertThat(site.process(role).stop()).as(role).isEqualTo(TERMINATED);
        }
    }

    private void scan(String name, String recipe, double bound) throws Exception {
        ScannerStream stream = StreamCatalogue.byName().get(name);
        List<ReceivedImage> images = Collections.synchronizedList(new ArrayList<>());
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }
        };
        ScanReport report;
        try (MessageSource source = stream.messages()) {
            report = new ScannerClient(
                            ScannerSettings.of(site.address("gateway"), MRD_PORT, recipe)
                                    .withPatience(Duration.ofMinutes(1)),
                            listener)
                    .run(source);
        }
        assertThat(report.failure()).as(name).isNull();
        assertThat(images).as(name).hasSize(report.frames());
        for (ReceivedImage image : images) {
            ImageMeta meta = ImageMeta.parse(image.image().metaXml());
            assertThat(meta.get("LarmorRecipe")).as(name).isEqualTo(recipe);
            float[] truth = Truth.FULL.of(stream, FrameKey.parse(meta.get("LarmorFrame")));
            assertThat(Truth.error(image.image().floats(), truth)).as(name).isLessThan(bound);
        }
    }
}
