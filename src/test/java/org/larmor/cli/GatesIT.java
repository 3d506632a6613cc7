package org.larmor.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.Comparison;
import org.larmor.bus.record.ModelAlias;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.mrd.Checksum;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.nn.Parameters;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanArchive;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Challengers that are known to be good or bad, through the real gate: of the starter with noise in its weights, which
 * serves, the starter itself is the better; what has more noise is worse; and what a person promotes by mistake is watched.
 */
@Timeout(value = 400, unit = TimeUnit.SECONDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatesIT {
    private static final StringWriter SAID = new StringWriter();
    private static final List<String> TEXTS = new CopyOnWriteArrayList<>();
    private static final int PATIENTS = 6;

    @TempDir
    static Path folder;

    private static Node node;
    private static String starter;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(NodeConfig.allInOne(folder.resolve("data"), 0));
        Path proxy = Tools.phantom(folder, "proxy", "-m", "64", "-c", "4", "-O", "1", "-n", "0.02", "-r", "3");
        said(0, "proxies", "add", proxy, "--set", "phantoms", "--slice-is-patient", "--validation", "proxy.h5#0,1");
        Path models = Files.createDirectories(folder.resolve("starter"));
        ModelLibrary.Entry bundled = ModelLibrary.bundled().starter().orElseThrow();
        bundled.copyTo(models);
        starter = bundled.version();
        noisy("noisy", 0.5);
        noisy("noisier", 2);
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"], proxies: [phantoms]}]
                patients: {held-out: [P0, P1, P2, P3, P4, P5]}
                promotion: {automatic: true, shadow-scans: 2, share: 1}
                quality: 1
                """);
        said(0, "adapt", "policy", policy);
        for (int i = 0; i < PATIENTS; i++) {
            String patient = "P" + i;
            Path scan = Tools.phantom(
                    folder, patient, "-m", "64", "-c", "4", "-O", "1", "-n", String.valueOf(0.02 + 0.002 * i), "-a", "4", "-w", "16", "-r", "1");
            await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(200)).until(() -> {
                send(scan, patient, "sense");
                return heldOut() > 0;
            });
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> heldOut() >= PATIENTS);
        said(0, "models", "import", folder.resolve("noisy.json"), "--as", "champion", "--domain", "knee", "--reason", "a trial");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** The starter with noise in its weights, in proportion to each tensor's. */
    private static void noisy(String name, double part) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            ModelFile.Loaded loaded = ModelLibrary.bundled().starter().orElseThrow().load(manager);
            SplittableRandom random = new SplittableRandom(5);
            Map<String, NDArray> weights = new LinkedHashMap<>();
            loaded.parameters().asMap().forEach((parameter, array) -> {
                float[] values = array.toFloatArray();
                double sum = 0;
                for (float value : values) {
                    sum += value * value;
                }
                double scale = part * Math.sqrt(sum / values.length);
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) random.nextGaussian(0, scale);
                }
                weights.put(parameter, manager.create(values, array.getShape()));
            });
            ModelFile.save(
                    folder, name, loaded.card().config(), loaded.card().finalImage(), new Parameters(weights),
                    Safetensors.Storage.F32, Optional.empty(), Map.of());
        }
    }

    private static List<ReceivedImage> send(Path file, String patient, String config) throws Exception {
        List<ReceivedImage> images = new ArrayList<>();
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }

            @Override
            public void text(String text) {
                TEXTS.add(text);
            }
        };
        int port = Integer.parseInt(node.endpoints().mrd().split(":")[1]);
        try (MessageSource source = new NamedSource(new FileSource(file), patient, "knee")) {
            assertThat(new ScannerClient(ScannerSettings.of("127.0.0.1", port, config), listener).run(source).failure())
                    .isNull();
        }
        return images;
    }

    private static void said(int code, Object... arguments) {
        SAID.getBuffer().setLength(0);
        var line = Main.commandLine();
        line.setOut(new PrintWriter(SAID, true));
        line.setErr(new PrintWriter(SAID, true));
        int ended = line.execute(Stream.concat(Stream.of(arguments), Stream.of("--data", folder.resolve("data")))
                .map(Object::toString)
                .toArray(String[]::new));
        assertThat(ended).as(SAID.toString()).isEqualTo(code);
    }

    private static KafkaConnection kafka() {
        return KafkaConnection.to(node.kafka().bootstrap());
    }

    private static long heldOut() {
        return LogTable.read(kafka(), Topics.ADAPT_LEDGER).all().values().stream()
                .filter(entry -> entry.heldOut())
                .map(entry -> entry.sample().order().teaching().subject())
                .distinct()
                .count();
    }

    private static AdaptEvent.GateEnded ended(String gate) {
        await(gate).atMost(Duration.ofMinutes(2)).until(() -> gates().anyMatch(ended -> ended.run().equals(gate)));
        return gates().filter(ended -> ended.run().equals(gate)).findFirst().orElseThrow();
    }

    private static Stream<AdaptEvent.GateEnded> gates() {
        return EventChain.read(kafka()).events().stream()
                .flatMap(event -> event.what() instanceof AdaptEvent.GateEnded ended ? Stream.of(ended) : Stream.empty());
    }

    private static String champion() {
        return alias(ModelAlias.Name.CHAMPION).orElseThrow();
    }

    private static Optional<String> alias(ModelAlias.Name name) {
        return LogTable.read(kafka(), Topics.MODEL_ALIASES).get(ModelAlias.key("knee", name)).map(ModelAlias::version);
    }

    /** The scans on which a version was held against the champion. */
    private static List<Comparison> comparisons(String shadow) {
        return EventChain.read(kafka()).events().stream()
                .flatMap(event -> event.what() instanceof AdaptEvent.ScanCompared(Comparison one) ? Stream.of(one) : Stream.empty())
                .filter(one -> one.shadow().equals(shadow))
                .toList();
    }

    @Test
    @Order(1)
    void whatIsBetterServes() throws Exception {
        assertThat(champion()).startsWith("noisy@");
        said(0, "models", "import", folder.resolve("starter/starter.json"), "--as", "challenger", "--domain", "knee");
        AdaptEvent.GateEnded ended = ended("gate-1");
        assertThat(champion()).as("a trial comes first").startsWith("noisy@");
        assertThat(alias(ModelAlias.Name.SHADOW)).contains(starter);
        for (int scan = 0; scan < 2; scan++) {
            int before = comparisons(starter).size();
            assertThat(send(folder.resolve("P1.h5"), "P1", "jssl"))
                    .allSatisfy(image -> assertThat(image.image().metaXml()).contains("noisy@").doesNotContain(starter));
            await().atMost(Duration.ofMinutes(1)).until(() -> comparisons(starter).size() > before);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> champion().equals(starter));
        assertThat(comparisons(starter)).hasSize(2).allSatisfy(compared -> {
            assertThat(compared.failure()).isNull();
            assertThat(compared.champions()).as("dB by which the noisy one is worse").isGreaterThan(0);
            assertThat(compared.byChampion().seconds()).isPositive();
        });
        assertThat(alias(ModelAlias.Name.SHADOW)).isEmpty();
        // who serves is watched, against who served before
        send(folder.resolve("P2.h5"), "P2", "jssl");
        await().atMost(Duration.ofMinutes(1)).until(() -> !comparisons(alias(ModelAlias.Name.PREVIOUS).orElseThrow()).isEmpty());
        said(0, "adapt", "status");
        assertThat(SAID.toString()).containsPattern("knee +watch +" + starter + " +noisy@[0-9a-f]+ +1 ");
        Path shown = folder.resolve("shown");
        said(0, "adapt", "show", "gate-1", "--out", shown);
        assertThat(ended.verdict()).as("%s", ended).isEqualTo(Verdict.PASSED);
        assertThat(ended.reasons()).isEmpty();
        assertThat(champion()).isEqualTo(starter);
        Report report = Report.ofJson(Files.readString(shown.resolve("report.json")));
        assertThat(Checksum.sha256(Files.readAllBytes(shown.resolve("report.json")))).isEqualTo(ended.report());
        assertThat(report.criteria().hash()).isEqualTo(report.order().criteriaHash());
        assertThat(report.measurements().hidden()).extracting(figure -> figure.unit()).hasSizeGreaterThanOrEqualTo(PATIENTS);
        assertThat(Files.readString(shown.resolve("report.html"))).contains("<h1>passed").contains(starter);
        EventChain chain = EventChain.read(kafka());
        assertThat(chain.faults()).isEmpty();
        assertThat(chain.events())
                .extracting(event -> event.what().getClass().getSimpleName())
                .containsSubsequence("Challenged", "RunOrdered", "RunClaimed", "GateEnded", "ScanCompared", "ScanCompared", "TrialEnded", "Promoted", "ScanCompared");
        // auto takes it for what the gate has measured it for
        assertThat(ended.measured()).isNotNull();
        Path sent = folder.resolve("sent");
        try (ScanArchive archive = new ScanArchive(sent)) {
            for (ReceivedImage image : send(folder.resolve("P0.h5"), "P0", "auto")) {
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
            said(0, "trace", sent.resolve(image), "--json", folder.resolve("trace.json"));
            assertThat(SAID.toString())
                    .containsSubsequence("LarmorVersion", starter, "model " + starter, "gate-1 for knee: passed, report " + ended.report(), "serves knee, by larmor: gate-1 was passed, and a trial of 2 scans");
            assertThat(new ObjectMapper().readTree(folder.resolve("trace.json").toFile()).at("/generations/0/gates/0/verdict").asText())
                    .isEqualTo("PASSED");
        }
        said(ExitCode.FAILED, "trace", sent.resolve("images.mrd#5"));
        assertThat(SAID.toString()).contains("holds 4 images");
        said(ExitCode.FAILED, "trace", "nobody");
        said(ExitCode.FAILED, "trace", "nobody@1");
        assertThat(SAID.toString()).contains("no event names nobody@1");
        Path junk = Files.write(folder.resolve("junk.png"), new byte[] {(byte) 0x80, 1, 2});
        said(ExitCode.FAILED, "trace", junk);
        assertThat(SAID.toString()).contains("junk.png is no PNG");
        said(ExitCode.FAILED, "audit", "verify", "--signed", junk);
        assertThat(SAID.toString()).contains("junk.png is no signed head");
    }

    /** So much noise that no line can be told: the model's image may be anything. */
    private static void whatTheModelDoesNotFitIsSentBySense() throws Exception {
        Path noise = Tools.phantom(folder, "noise", "-m", "64", "-c", "4", "-O", "1", "-n", "1", "-a", "4", "-w", "16", "-r", "1");
        for (ReceivedImage image : send(noise, "P0", "jssl")) {
            ImageMeta meta = ImageMeta.parse(image.image().metaXml());
            assertThat(meta.get("LarmorRecipe")).as(image.image().metaXml()).isEqualTo("sense");
            assertThat(meta.get("LarmorFallback")).isEqualTo("true");
            assertThat(Double.parseDouble(meta.get("LarmorQuality")))
                    .isGreaterThan(Double.parseDouble(meta.get("LarmorQualityLimit")));
        }
        assertThat(TEXTS).anyMatch(text -> text.startsWith("WRN sense instead of the model: its error on lines that were kept"));
        String metrics;
        try (HttpClient http = HttpClient.newHttpClient()) {
            metrics = http.send(
                            HttpRequest.newBuilder(URI.create(node.endpoints().http() + "/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
        assertThat(metrics)
                .contains("larmor_quality_checks_total{outcome=\"in_range\"} ", "larmor_quality_checks_total{outcome=\"out_of_range\"} 4");
    }

    @Test
    @Order(2)
    void whatIsWorseIsRejectedAndPromotedByNobody() throws Exception {
        said(0, "models", "import", folder.resolve("noisier.json"), "--as", "challenger", "--domain", "knee");
        AdaptEvent.GateEnded ended = ended("gate-2");
        assertThat(ended.verdict()).as("%s", ended).isEqualTo(Verdict.REJECTED);
        assertThat(ended.reasons()).anyMatch(why -> why.startsWith("PSNR on phantoms"));
        assertThat(ended.measured()).isNull();
        assertThat(champion()).isEqualTo(starter);
        said(ExitCode.FAILED, "models", "promote", "noisier", "--domain", "knee", "--reason", "I like it");
        assertThat(SAID.toString()).contains("gate-2 has rejected it: ");
        said(ExitCode.FAILED, "models", "import", folder.resolve("noisier.json"), "--as", "challenger", "--domain", "knee");
        assertThat(SAID.toString()).contains("gate-2 has rejected it");
    }

    @Test
    @Order(3)
    void whatProvesWorseWhenItServesIsTakenBackByTheWatch() throws Exception {
        said(0, "models", "promote", "noisy", "--domain", "knee", "--reason", "a person may be wrong");
        String noisy = champion();
        assertThat(noisy).startsWith("noisy@");
        int scans = 0;
        while (champion().equals(noisy)) {
            assertThat(scans++).as("scans until it is found").isLessThan(40);
            int before = compared(noisy, starter);
            send(folder.resolve("P" + scans % PATIENTS + ".h5"), "P" + scans % PATIENTS, "jssl");
            await().atMost(Duration.ofMinutes(1)).until(() -> compared(noisy, starter) > before);
        }
        int needed = scans;
        assertThat(champion()).isEqualTo(starter);
        assertThat(EventChain.read(kafka()).events().stream().map(AdaptEvent::what).toList().reversed())
                .anySatisfy(what -> assertThat(what).isInstanceOfSatisfying(AdaptEvent.Alarmed.class, alarm -> {
                    assertThat(alarm.version()).isEqualTo(noisy);
                    assertThat(alarm.scans()).isEqualTo(needed).isGreaterThan(2);
                }))
                .anySatisfy(what -> assertThat(what).isInstanceOfSatisfying(
                        AdaptEvent.RolledBack.class, back -> assertThat(back.by()).isEqualTo("larmor")));
        said(ExitCode.FAILED, "models", "promote", "noisy", "--domain", "knee", "--reason", "once more");
        assertThat(SAID.toString()).contains("it was found worse than " + starter + " when it served");
        said(0, "trace", noisy);
        assertThat(SAID.toString()).contains("is taken back from knee, by larmor: the watch has found it worse");
        assertThat(EventChain.read(kafka()).faults()).isEmpty();
    }

    private static int compared(String champion, String shadow) {
        return (int) comparisons(shadow).stream().filter(one -> one.champion().equals(champion)).count();
    }
}
