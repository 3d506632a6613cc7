package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.LogSnapshot;
import org.larmor.bus.Topics;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.Replay;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.sim.FileSource;
import org.larmor.sim.ImageFile;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ScanReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A stored scan is reconstructed again as a new one of the same data, from which nothing is learned. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ReplayIT {
    @TempDir
    static Path folder;

    private static StoringSite site;
    private static Path file;

    @BeforeAll
    static void start() throws Exception {
        site = new StoringSite(folder);
        file = Tools.phantom(folder, "phantom", "-m", "96", "-c", "8", "-a", "2", "-w", "24", "-r", "2", "-C", "-n", "0.02");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void aScanSentAsOneRecipeIsReplayedAsAnother() throws Exception {
        String scan = send("rss");
        Path images = folder.resolve("replayed");
        assertThat(site.fine("replay", scan.substring(0, 10), "--recipe", "sense", "--out", images)).contains("images/s");
        Path sent = folder.resolve("sent");
        site.fine("send", file, "--config", "sense", "--out", sent);
        Map<String, float[]> again = images(images, "sense");
        Map<String, float[]> once = images(sent, "sense");
        assertThat(again.keySet()).hasSize(4).isEqualTo(once.keySet());
        again.forEach((frame, pixels) -> assertThat(pixels).as(frame).isEqualTo(once.get(frame)));
        JsonNode report = new ObjectMapper().readTree(images.resolve("report.json").toFile());
        assertThat(report.get("scan").asText()).isEqualTo(scan);
        assertThat(report.get("config").asText()).isEqualTo("sense");
        assertThat(images.resolve("image_00001.png")).exists();
    }

    @Test
    void aReplayTeachesNothing() throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"]}]
                """);
        site.fine("adapt", "policy", policy, "--reason", "knees", "--by", "a test");
        // the gateway learns of it from the log
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200)).until(() -> {
            send("null");
            return site.opened().getLast().teaching() != null;
        });
        String scan = send("sense");
        site.fine("replay", scan, "--recipe", "sense", "--out", folder.resolve("taught"));
        IndexEvent.ScanOpened replay = site.opened().getLast();
        assertThat(replay.replay()).isEqualTo(new Replay(scan, null));
        assertThat(replay.domain()).isEqualTo("knee");
        assertThat(replay.teaching()).isNull();
        // every job of the scan itself that could be learned from says so, and none of the replay's
        long[] jobs = new long[2];
        LogSnapshot.read(site.kafka(), Topics.JOBS_CLASSIC, record -> {
            var job = Topics.JOBS_CLASSIC.value().deserializer().deserialize(record.topic(), record.value());
            jobs[0] += job.scan().equals(scan) && job.sample() != null ? 1 : 0;
            jobs[1] += job.scan().equals(replay.scan()) && job.sample() != null ? 1 : 0;
        });
        assertThat(jobs[0]).isPositive();
        assertThat(jobs[1]).isZero();
    }

    @Test
    void aModelIsTakenByName() throws Exception {
        String scan = send("null");
        Path out = folder.resolve("by-model");
        site.fine("replay", scan, "--recipe", "jssl", "--model", "starter", "--out", out);
        assertThat(images(out, "jssl")).hasSize(4);
        assertThat(site.opened().getLast().replay()).isEqualTo(new Replay(scan, "starter"));
        assertThat(site.failing("replay", scan, "--recipe", "jssl", "--model", "nobody@1", "--out", out))
                .contains("no model nobody@1 in the registry");
        assertThat(site.failing("replay", scan, "--recipe", "rss", "--model", "starter", "--out", out))
                .contains("rss takes no model");
        assertThat(site.failing("send", file, "--text", "{\"parameters\":{\"model\":\"starter\"}}"))
                .contains("for the replay of a stored scan alone");
    }

    @Test
    void whatIsNoScanIsRefused() throws Exception {
        Path out = folder.resolve("none");
        assertThat(site.failing("replay", "nobody", "--recipe", "rss", "--out", out)).contains("no scan nobody in the log");
        assertThat(site.larmor("replay", send("null"), "--out", out)).isEqualTo(ExitCode.USAGE);
        assertThat(out).doesNotExist();
        assertThat(site.failing("replay", site.lastScan(), "--recipe", "best", "--out", out)).contains("unknown config");
        assertThat(site.larmor("send", file, "--text", "{\"parameters\":{\"replay\":\"of mine\"}}"))
                .as("the gateway takes ids alone").isNotZero();
    }

    /** The pixels of each frame's image, all of one recipe. */
    private static Map<String, float[]> images(Path folder, String recipe) throws Exception {
        Map<String, float[]> images = new TreeMap<>(Comparator.naturalOrder());
        ImageFile.read(folder.resolve("images.mrd"), image -> {
            try {
                ImageMeta meta = ImageMeta.parse(image.metaXml());
                assertThat(meta.get("LarmorRecipe")).isEqualTo(recipe);
                images.put(String.valueOf(meta.get("LarmorFrame")), image.floats());
            } catch (HeaderException e) {
                throw new AssertionError(e);
            }
        });
        return images;
    }

    private static String send(String config) throws Exception {
        try (MessageSource source = new NamedSource(new FileSource(file), "P1", "knee")) {
            ScanReport report = site.send(source, config);
            assertThat(report.failure()).isNull();
            assertThat(report.closed()).isTrue();
        }
        return site.lastScan();
    }
}
