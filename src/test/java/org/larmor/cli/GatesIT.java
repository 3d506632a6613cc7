package org.larmor.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.adapt.events.EventChain;
import org.larmor.adapt.gate.Report;
import org.larmor.adapt.gate.WorstSlice;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.ModelAlias;
import org.larmor.infer.ChangedStarter;
import org.larmor.models.ModelLibrary;
import org.larmor.mrd.Checksum;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.sim.LabelledPng;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanArchive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Challengers that are known to be good or bad, through the real gate: of the starter with noise in its weights, which
 * serves, the starter itself is the better; what has more noise is worse; and what a person promotes by mistake is watched.
 */
@Timeout(value = 400, unit = TimeUnit.SECONDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatesIT {
    private static final int PATIENTS = 6;

    @TempDir
    static Path folder;

    private static GateSite site;
    private static String starter;

    @BeforeAll
    static void start() throws Exception {
        site = new GateSite(folder);
        Path proxy = Tools.phantom(folder, "proxy", "-m", "64", "-c", "4", "-O", "1", "-n", "0.02", "-r", "3");
        site.said(0, "proxies", "add", proxy, "--set", "phantoms", "--slice-is-patient", "--validation", "proxy.h5#0,1");
        Path models = Files.createDirectories(folder.resolve("starter"));
        ModelLibrary.Entry bundled = ModelLibrary.bundled().starter().orElseThrow();
        bundled.copyTo(models);
        starter = bundled.version();
        ChangedStarter.noisy(folder, "noisy", 0.5);
        ChangedStarter.noisy(folder, "noisier", 2);
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"], proxies: [phantoms]}]
                patients: {held-out: [P0, P1, P2, P3, P4, P5]}
                promotion: {automatic: true, shadow-scans: 2, share: 1}
                quality: 1
                """);
        site.said(0, "adapt", "policy", policy);
        for (int i = 0; i < PATIENTS; i++) {
            String patient = "P" + i;
            Path scan = Tools.phantom(
                    folder, patient, "-m", "64", "-c", "4", "-O", "1", "-n", String.valueOf(0.02 + 0.002 * i), "-a", "4", "-w", "16", "-r", "1");
            await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(200)).until(() -> {
                site.send(scan, patient, "sense");
                return site.heldOut() > 0;
            });
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> site.heldOut() >= PATIENTS);
        site.said(0, "models", "import", folder.resolve("noisy.json"), "--as", "champion", "--domain", "knee", "--reason", "a trial");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    @Order(1)
    void whatIsBetterServes() throws Exception {
        assertThat(site.champion()).startsWith("noisy@");
        site.said(0, "models", "import", folder.resolve("starter/starter.json"), "--as", "challenger", "--domain", "knee");
        AdaptEvent.GateEnded ended = site.ended("gate-1");
        assertThat(site.champion()).as("a trial comes first").startsWith("noisy@");
        assertThat(site.alias(ModelAlias.Name.SHADOW)).contains(starter);
        for (int scan = 0; scan < 2; scan++) {
            int before = site.comparisons(starter).size();
            assertThat(site.sendAnother("jssl"))
                    .allSatisfy(image -> assertThat(image.image().metaXml()).contains("noisy@").doesNotContain(starter));
            await().atMost(Duration.ofMinutes(1)).until(() -> site.comparisons(starter).size() > before);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> site.champion().equals(starter));
        assertThat(site.comparisons(starter)).hasSize(2).allSatisfy(compared -> {
            assertThat(compared.failure()).isNull();
            assertThat(compared.champions()).as("dB by which the noisy one is worse").isGreaterThan(0);
            assertThat(compared.byChampion().seconds()).isPositive();
        });
        assertThat(site.alias(ModelAlias.Name.SHADOW)).isEmpty();
        // who serves is watched, against who served before
        site.sendAnother("jssl");
        await().atMost(Duration.ofMinutes(1)).until(() -> !site.comparisons(site.alias(ModelAlias.Name.PREVIOUS).orElseThrow()).isEmpty());
        site.said(0, "adapt", "status");
        assertThat(site.said()).containsPattern("knee +watch +" + starter + " +noisy@[0-9a-f]+ +1 ");
        Path shown = folder.resolve("shown");
        site.said(0, "adapt", "show", "gate-1", "--out", shown);
        assertThat(ended.verdict()).as("%s", ended).isEqualTo(Verdict.PASSED);
        assertThat(ended.reasons()).isEmpty();
        assertThat(site.champion()).isEqualTo(starter);
        Report report = Report.ofJson(Files.readString(shown.resolve("report.json")));
        assertThat(Checksum.sha256(Files.readAllBytes(shown.resolve("report.json")))).isEqualTo(ended.report());
        assertThat(report.criteria().hash()).isEqualTo(report.order().criteriaHash());
        assertThat(report.measurements().hidden()).extracting(figure -> figure.unit()).hasSizeGreaterThanOrEqualTo(PATIENTS);
        assertThat(Files.readString(shown.resolve("report.html"))).contains("<h1>passed").contains(starter).contains("data:image/png;base64,").doesNotContain("cannot be shown");
        assertThat(report.worst()).hasSize(2).isSortedAccordingTo(Comparator.comparing(WorstSlice::gain));
        EventChain chain = EventChain.read(site.kafka());
        assertThat(chain.faults()).isEmpty();
        assertThat(chain.events())
                .extracting(event -> event.what().getClass().getSimpleName())
                .containsSubsequence("Challenged", "RunOrdered", "RunClaimed", "GateEnded", "ScanCompared", "ScanCompared", "TrialEnded", "Promoted", "ScanCompared");
        // auto takes it for what the gate has measured it for
        assertThat(ended.measured()).isNotNull();
        Path sent = folder.resolve("sent");
        try (ScanArchive archive = new ScanArchive(sent)) {
            for (ReceivedImage image : site.send(folder.resolve("P0.h5"), "P0", "auto")) {
                archive.image(image);
                ImageMeta meta = ImageMeta.parse(image.image().metaXml());
                // checked before it was sent, and like what the gate has calibrated it by
                assertThat(meta.get("LarmorRecipe")).isEqualTo("jssl");
                assertThat(Double.parseDouble(meta.get("LarmorQuality")))
                        .isBetween(0.0, Double.parseDouble(meta.get("LarmorQualityLimit")));
                assertThat(Double.parseDouble(meta.get("LarmorQualityImageNmse"))).isPositive();
                assertThat(meta.get("LarmorQualityCoverage")).as("two proxy patients").isEqualTo("0.667");
            }
            archive.finish(Map.of(), List.of());
        }
        whatTheModelDoesNotFitIsSentBySense();
        for (String image : List.of("image_00001.png", "images.mrd", "images.mrd#4")) {
            site.said(0, "trace", sent.resolve(image), "--json", folder.resolve("trace.json"));
            assertThat(site.said())
                    .containsSubsequence("LarmorVersion", starter, "model " + starter, "gate-1 for knee: passed, report " + ended.report(), "serves knee, by larmor: gate-1 was passed, and a trial of 2 scans");
            assertThat(new ObjectMapper().readTree(folder.resolve("trace.json").toFile()).at("/generations/0/gates/0/verdict").asText())
                    .isEqualTo("PASSED");
        }
        String id = LabelledPng.labels(sent.resolve("image_00001.png")).get("LarmorImageId");
        site.said(0, "trace", id, "--picture", folder.resolve("chain.svg"));
        assertThat(site.said()).containsSubsequence("image " + id, "LarmorVersion", starter, "was tried on 2 scans of knee", "serves knee");
        var drawn = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(folder.resolve("chain.svg").toFile());
        assertThat(drawn.getDocumentElement().getTextContent()).contains("image " + id, "model " + starter, "gate-1 for knee: passed");
        site.said(ExitCode.FAILED, "trace", id.replace("/0/0", "/7/0"));
        assertThat(site.said()).contains("in the results, or not any more");
        site.said(ExitCode.FAILED, "trace", sent.resolve("images.mrd#5"));
        assertThat(site.said()).contains("holds 4 images");
        site.said(ExitCode.FAILED, "trace", "nobody");
        site.said(ExitCode.FAILED, "trace", "nobody@1");
        assertThat(site.said()).contains("no event names nobody@1");
        Path junk = Files.write(folder.resolve("junk.png"), new byte[] {(byte) 0x80, 1, 2});
        site.said(ExitCode.FAILED, "trace", junk);
        assertThat(site.said()).contains("junk.png is no PNG");
        site.said(ExitCode.FAILED, "audit", "verify", "--signed", junk);
        assertThat(site.said()).contains("junk.png is no signed head");
    }

    /** So much noise that no line can be told: the model's image may be anything. */
    private static void whatTheModelDoesNotFitIsSentBySense() throws Exception {
        Path noise = Tools.phantom(folder, "noise", "-m", "64", "-c", "4", "-O", "1", "-n", "1", "-a", "4", "-w", "16", "-r", "1");
        for (ReceivedImage image : site.send(noise, "P0", "jssl")) {
            ImageMeta meta = ImageMeta.parse(image.image().metaXml());
            assertThat(meta.get("LarmorRecipe")).as(image.image().metaXml()).isEqualTo("sense");
            assertThat(meta.get("LarmorFallback")).isEqualTo("true");
            assertThat(Double.parseDouble(meta.get("LarmorQuality")))
                    .isGreaterThan(Double.parseDouble(meta.get("LarmorQualityLimit")));
        }
        assertThat(site.texts()).anyMatch(text -> text.startsWith("WRN sense instead of the model: its error on lines that were kept"));
        String metrics;
        try (HttpClient http = HttpClient.newHttpClient()) {
            metrics = http.send(
                            HttpRequest.newBuilder(URI.create(site.node().endpoints().http() + "/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
        assertThat(metrics)
                .contains("larmor_quality_checks_total{outcome=\"in_range\"} ", "larmor_quality_checks_total{outcome=\"out_of_range\"} 4");
    }

    @Test
    @Order(2)
    void whatIsWorseIsRejectedAndPromotedByNobody() throws Exception {
        site.said(0, "models", "import", folder.resolve("noisier.json"), "--as", "challenger", "--domain", "knee");
        AdaptEvent.GateEnded ended = site.ended("gate-2");
        assertThat(ended.verdict()).as("%s", ended).isEqualTo(Verdict.REJECTED);
        assertThat(ended.reasons()).anyMatch(why -> why.startsWith("PSNR on phantoms"));
        assertThat(ended.measured()).isNull();
        assertThat(site.champion()).isEqualTo(starter);
        site.said(ExitCode.FAILED, "models", "promote", "noisier", "--domain", "knee", "--reason", "I like it");
        assertThat(site.said()).contains("gate-2 has rejected it: ");
        site.said(ExitCode.FAILED, "models", "import", folder.resolve("noisier.json"), "--as", "challenger", "--domain", "knee");
        assertThat(site.said()).contains("gate-2 has rejected it");
    }

    @Test
    @Order(3)
    void whatProvesWorseWhenItServesIsTakenBackByTheWatch() throws Exception {
        site.said(0, "models", "promote", "noisy", "--domain", "knee", "--reason", "a person may be wrong");
        String noisy = site.champion();
        assertThat(noisy).startsWith("noisy@");
        int scans = 0;
        while (site.champion().equals(noisy)) {
            assertThat(scans++).as("scans until it is found").isLessThan(40);
            int before = compared(noisy, starter);
            site.sendAnother("jssl");
            await().atMost(Duration.ofMinutes(1)).until(() -> compared(noisy, starter) > before);
        }
        int needed = scans;
        assertThat(site.champion()).isEqualTo(starter);
        assertThat(EventChain.read(site.kafka()).events().stream().map(AdaptEvent::what).toList().reversed())
                .anySatisfy(what -> assertThat(what).isInstanceOfSatisfying(AdaptEvent.Alarmed.class, alarm -> {
                    assertThat(alarm.version()).isEqualTo(noisy);
                    assertThat(alarm.scans()).isEqualTo(needed).isGreaterThan(2);
                }))
                .anySatisfy(what -> assertThat(what).isInstanceOfSatisfying(
                        AdaptEvent.RolledBack.class, back -> assertThat(back.by()).isEqualTo("larmor")));
        site.said(ExitCode.FAILED, "models", "promote", "noisy", "--domain", "knee", "--reason", "once more");
        assertThat(site.said()).contains("it was found worse than " + starter + " when it served");
        site.said(0, "trace", noisy);
        assertThat(site.said()).contains("is taken back from knee, by larmor: the watch has found it worse");
        assertThat(EventChain.read(site.kafka()).faults()).isEmpty();
    }

    private static int compared(String champion, String shadow) {
        return (int) site.comparisons(shadow).stream().filter(one -> one.champion().equals(champion)).count();
    }
}
