package org.larmor.cli;

import ai.djl.ndarray.NDManager;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.TestDevice;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.events.RefusedException;
import org.larmor.adapt.samples.SampleStore;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogSnapshot;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.StoredSample;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.eval.HiddenError;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.recon.SharedData;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Scans that are sent as a scanner would, and what of them is kept to be learned from: held against what training reads of
 * the same files.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SamplesIT {
    private static final StringWriter SAID = new StringWriter();

    @TempDir
    static Path folder;

    /** One for each shift of the lines, in as many repetitions. */
    private static final int FRAMES = 4;

    private static final String PATIENT = "SECRET-PATIENT-4711";
    private static final String PROTOCOL = "Knee SECRET-PROTOCOL";

    private static Node node;
    private static Path file;
    private static String scan;

    @BeforeAll
    static void start() throws Exception {
        file = Tools.phantom(
                folder, "phantom", "-m", "64", "-c", "16", "-O", "2", "-n", "0.05", "-C", "-a", "4", "-w", "16", "-r", "1");
        node = Node.start(NodeConfig.allInOne(folder.resolve("data"), 0));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** Sends the file; gives the scan's name, as its images have it. */
    private static String send(String patient, String protocol, String config) throws Exception {
        List<ReceivedImage> images = new ArrayList<>();
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }
        };
        int port = Integer.parseInt(node.endpoints().mrd().split(":")[1]);
        try (MessageSource source = new NamedSource(new FileSource(file), patient, protocol)) {
            ScanReport report =
                    new ScannerClient(ScannerSettings.of("127.0.0.1", port, config), listener).run(source);
            assertThat(report.failure()).isNull();
            assertThat(images).as("images; texts: %s", report.texts()).hasSize(FRAMES);
        }
        return String.valueOf(ImageMeta.parse(images.getFirst().image().metaXml()).get("LarmorScan"));
    }

    /** How many samples workers have offered. */
    private static int offered() {
        int[] offered = {0};
        LogSnapshot.read(kafka(), Topics.ADAPT_COMMANDS, record ->
                offered[0] += new String(record.value(), StandardCharsets.UTF_8).contains("AddSample") ? 1 : 0);
        return offered[0];
    }

    /** Whoever answers takes one after the other: what was asked before is answered when this is. */
    private static void awaitAnswers() {
        assertThatThrownBy(() -> AdaptClient.ask(kafka(), id -> new AdaptCommand.AddModel(id, "nobody@1", "a test", "")))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    @Order(1)
    void nothingIsKeptWithoutAPolicyThatSaysSo() throws Exception {
        send(PATIENT, PROTOCOL, "sense");
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"]}]
                patients: {training: [%s], held-out: [P2]}
                """.formatted(PATIENT));
        assertThat(larmor("adapt", "policy", policy, "--reason", "knees")).isZero();
        // the gateway learns of it from the log; what is sent again meanwhile counts once
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).until(() -> {
            send(PATIENT, PROTOCOL, "sense");
            return offered() > 0;
        });
        send(PATIENT, "head", "sense");
        awaitAnswers();
        assertThat(ledger()).hasSize(FRAMES).allSatisfy(entry -> {
            assertThat(entry.sample().order().domain()).isEqualTo("knee");
            assertThat(entry.heldOut()).isFalse();
            assertThat(entry.sample().shape().coils()).isEqualTo(16);
            assertThat(entry.sample().shape().phase()).isEqualTo(64);
        });
        scan = ledger().getFirst().sample().scan();
    }

    @Test
    @Order(2)
    void samplesAreWhatTrainingReadsOfTheFile() throws Exception {
        SampleStore store = new SampleStore(kafka(), new ScanKeys(folder.resolve("data/sample-keys")));
        ModelLibrary.Entry starter = ModelLibrary.bundled().starter().orElseThrow();
        try (OpenFiles files = new OpenFiles();
                NDManager manager = TorchEngine.manager();
                HiddenError hiddenError = new HiddenError(manager, TestDevice.memory())) {
            ModelFile.Loaded champion = starter.load(manager);
            List<LedgerEntry> scored = ledger().stream().filter(entry -> entry.sample().score() != null).toList();
            // one frame of each scan
            assertThat(scored).extracting(entry -> entry.sample().scan()).isNotEmpty().doesNotHaveDuplicates();
            for (LedgerEntry entry : ledger()) {
                Sample sample = store.read(entry.sample()).orElseThrow();
                KspaceSlice kept = sample.slice();
                KspaceSlice read = files.read(new SliceRef(file, entry.sample().frame().repetition()));
                assertThat(kept.acquired()).isEqualTo(read.acquired());
                assertThat(kept.pairs()).usingComparatorWithPrecision(1e-6f).containsExactly(read.pairs());
                assertThat(kept.calibration().first()).isEqualTo(read.calibration().first());
                assertThat(kept.calibration().lines()).usingComparatorWithPrecision(1e-6f).containsExactly(read.calibration().lines());
                assertThat(kept.imageWidth()).isEqualTo(read.imageWidth());
                int hidden = 0;
                for (int x = 0; x < kept.width(); x++) {
                    hidden += sample.hidden()[x] ? 1 : 0;
                }
                // of at most 16 lines outside the centre
                assertThat(hidden).isEqualTo(2);
                assertThat(entry.sample().shape().acceleration()).isEqualTo(sample.acceleration());
                if (entry.sample().score() == null) {
                    continue;
                }
                // the worker has told the hidden lines by the domain's champion, from what the file has without them
                double error = hiddenError
                        .of(champion.reconstruction(), champion.card().config().maps(), new Sample(read, sample.hidden()))
                        .orElseThrow();
                assertThat(entry.sample().score().model()).isEqualTo(starter.version());
                assertThat(entry.sample().score().logError()).isCloseTo(Math.log(error), within(1e-3));
            }
        }
    }

    @Test
    @Order(3)
    void whatIsSentTwiceCountsOnceWhoeverSendsIt() throws Exception {
        int before = offered();
        send("P2", PROTOCOL, "auto");
        await().atMost(Duration.ofSeconds(30)).until(() -> offered() == before + FRAMES);
        awaitAnswers();
        assertThat(ledger()).hasSize(FRAMES).noneMatch(LedgerEntry::heldOut);
        assertThat(larmor("adapt", "status")).isZero();
        assertThat(SAID.toString()).contains("knee").contains("head ").contains("hidden NMSE");
    }

    @Test
    @Order(4)
    void nobodyIsNamedButInTheHeadersTopic() throws Exception {
        Set<String> naming = new TreeSet<>();
        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            for (Path one : all.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(one, StandardCharsets.ISO_8859_1);
                if (text.contains("SECRET")) {
                    naming.add(folder.resolve("data").relativize(one).getParent().getFileName().toString().replaceAll("-[0-9]+$", ""));
                }
            }
        }
        assertThat(naming).containsExactly("mrd.context");
    }

    @Test
    @Order(5)
    void forgottenScanHasNoSamplesAndNoKey() throws Exception {
        SampleStore store = new SampleStore(kafka(), new ScanKeys(folder.resolve("data/sample-keys")));
        StoredSample kept = ledger().getFirst().sample();
        long of = ledger().stream().filter(entry -> entry.sample().scan().equals(scan)).count();
        assertThat(larmor("forget", scan, "--reason", "consent withdrawn")).isZero();
        assertThat(SAID.toString()).contains(of + " samples removed, their key destroyed").contains("72 hours");
        assertThat(ledger()).noneMatch(entry -> entry.sample().scan().equals(scan));
        assertThat(store.read(kept)).isEmpty();
        // nor when it comes again, as after a worker's death
        int before = offered();
        byte[] again = Topics.ADAPT_COMMANDS.value().serializer().serialize("", new AdaptCommand.AddSample("again", kept, "worker"));
        try (Producer<String, byte[]> producer = kafka().producer(
                ClientSettings.eventProducer(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.ADAPT_COMMANDS.name(), 0, "again", again)).get();
        }
        assertThat(offered()).isEqualTo(before + 1);
        awaitAnswers();
        assertThat(ledger()).noneMatch(entry -> entry.sample().scan().equals(scan));
        assertThat(larmor("audit", "verify")).isZero();
        assertThat(larmor("forget", scan)).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("is forgotten already");
    }

    @Test
    @Order(6)
    void proxiesAreKeptAsTheyWereAndOnTheirSide() throws Exception {
        Path full = Tools.phantom(folder, "full", "-m", "64", "-c", "4", "-O", "1", "-n", "0.05", "-r", "3");
        assertThat(larmor("proxies", "add", full, "--set", "phantoms", "--slice-is-patient", "--validation", "full.h5#2"))
                .as(SAID.toString()).isZero();
        assertThat(SAID.toString()).startsWith("set phantoms: 2 slices to learn from, 1 to measure by");
        SampleStore store = new SampleStore(kafka(), new ScanKeys(folder.resolve("data/sample-keys")));
        Collection<ProxySlice> proxies = LogTable.read(kafka(), Topics.ADAPT_PROXIES).all().values();
        assertThat(proxies).hasSize(3);
        try (OpenFiles files = new OpenFiles()) {
            for (ProxySlice proxy : proxies) {
                assertThat(proxy.validation()).isEqualTo(proxy.number() == 2);
                KspaceSlice kept = store.read(proxy).orElseThrow().open();
                assertThat(kept.complete()).isTrue();
                assertThat(kept.pairs()).containsExactly(files.read(new SliceRef(full, proxy.number())).pairs());
            }
        }
        assertThat(larmor("proxies", "add", full, "--set", "again")).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("is there already");
        assertThat(larmor("proxies", "add", file, "--set", "half")).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("is not fully sampled, so it is no proxy");
        assertThat(larmor("proxies", "list")).isZero();
        assertThat(SAID.toString()).contains("phantoms").doesNotContain("again").doesNotContain("half");
        assertThat(larmor("proxies", "remove", "phantoms", "--reason", "a test")).isZero();
        assertThat(LogTable.read(kafka(), Topics.ADAPT_PROXIES).all()).isEmpty();
        assertThat(store.read(proxies.iterator().next())).isEmpty();
        assertThat(larmor("audit", "verify")).isZero();
    }

    @Test
    @Order(7)
    void whatTheStarterLearnedFromIsNoValidation() throws Exception {
        Path brain = SharedData.require("brain_8ch/semi_3T_brain_T1w_8ch.h5");
        assertThat(larmor("proxies", "add", brain + "#0,2", "--set", "brains", "--slice-is-patient", "--validation",
                        "semi_3T_brain_T1w_8ch.h5#0"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("semi_3T_brain_T1w_8ch.h5#0 cannot be for validation");
        assertThat(larmor("proxies", "add", brain + "#0,2", "--set", "brains", "--slice-is-patient", "--validation",
                        "semi_3T_brain_T1w_8ch.h5#2"))
                .as(SAID.toString()).isZero();
    }

    private static int larmor(Object... arguments) {
        SAID.getBuffer().setLength(0);
        var line = Main.commandLine();
        line.setOut(new PrintWriter(SAID, true));
        line.setErr(new PrintWriter(SAID, true));
        return line.execute(Stream.concat(Stream.of(arguments), Stream.of("--data", folder.resolve("data")))
                .map(Object::toString)
                .toArray(String[]::new));
    }

    private static List<LedgerEntry> ledger() {
        return LogTable.read(kafka(), Topics.ADAPT_LEDGER).all().values().stream()
                .filter(entry -> !entry.gone())
                .toList();
    }

    private static KafkaConnection kafka() {
        return KafkaConnection.to(node.kafka().bootstrap());
    }
}
