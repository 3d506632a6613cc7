package org.larmor.cli;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.TestDevice;
import org.larmor.adapt.events.EventChain;
import org.larmor.adapt.runs.RunTraining;
import org.larmor.adapt.samples.SampleStore;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.infer.TestModels;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.data.SliceFile;
import org.larmor.jssl.data.SliceOpener;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.run.AugmentationKind;
import org.larmor.jssl.run.Mode;
import org.larmor.jssl.run.Preset;
import org.larmor.jssl.run.TrainingData;
import org.larmor.jssl.run.TrainingListener;
import org.larmor.jssl.run.TrainingOutput;
import org.larmor.jssl.run.TrainingRecipe;
import org.larmor.jssl.run.TrainingSession;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.step.TrainingSettings;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.mrd.file.Tools;
import org.larmor.nn.CoilMapping;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The loop with everything real: scans, samples, the trigger, the trainer's own process, a challenger in the registry. */
@Timeout(value = 400, unit = TimeUnit.SECONDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunsIT {
    private static final int STEPS = 4;
    private static final int FRAMES = 4;
    private static final StringWriter SAID = new StringWriter();

    @TempDir
    static Path folder;

    private static Node node;
    private static Path target;
    private static Path proxy;

    @BeforeAll
    static void start() throws Exception {
        target = Tools.phantom(folder, "target", "-m", "64", "-c", "4", "-O", "1", "-n", "0.05", "-a", "4", "-w", "16", "-r", "1");
        proxy = Tools.phantom(folder, "proxy", "-m", "64", "-c", "4", "-O", "1", "-n", "0.02", "-r", "3");
        node = Node.start(NodeConfig.allInOne(folder.resolve("data"), 0));
        TestModels.save(folder, "small", TestModels.varNet(CoilMapping.ESPIRIT));
        assertThat(larmor("models", "import", folder.resolve("small.json"), "--as", "champion", "--reason", "a small one"))
                .as(SAID.toString()).isZero();
        assertThat(larmor("proxies", "add", proxy, "--set", "phantoms", "--slice-is-patient", "--validation", "proxy.h5#2"))
                .as(SAID.toString()).isZero();
    }

    @AfterAll
    static void stop() {
        node.close();
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

    private static KafkaConnection kafka() {
        return KafkaConnection.to(node.kafka().bootstrap());
    }

    private static List<RunRecord> runs() {
        return LogTable.read(kafka(), Topics.ADAPT_RUNS).all().values().stream()
                .sorted((a, b) -> Long.compare(a.order().at(), b.order().at()))
                .toList();
    }

    private static void send() throws Exception {
        int port = Integer.parseInt(node.endpoints().mrd().split(":")[1]);
        try (MessageSource source = new NamedSource(new FileSource(target), "P1", "knee")) {
            assertThat(new ScannerClient(ScannerSettings.of("127.0.0.1", port, "sense"), new ScanListener() {})
                            .run(source).failure())
                    .isNull();
        }
    }

    @Test
    @Order(1)
    void scansBecomeSamplesARunAndAChallenger() throws Exception {
        assertThat(larmor("adapt", "start", "knee")).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("the policy does not let knee learn");
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"]}]
                patients: {training: [P1]}
                runs: {after: %d, steps: %d}
                """.formatted(FRAMES, STEPS));
        assertThat(larmor("adapt", "policy", policy)).isZero();
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).until(() -> {
            send();
            return !runs().isEmpty();
        });
        await().atMost(Duration.ofMinutes(2)).until(() -> runs().getFirst().hasEnded());
        RunRecord run = runs().getFirst();
        assertThat(run.failure()).isNull();
        assertThat(run.version()).startsWith("knee-run-1@");
        TrainingOrder made = (TrainingOrder) run.order();
        assertThat(made.samples()).hasSize(FRAMES);
        assertThat(larmor("models", "list")).isZero();
        assertThat(SAID.toString()).contains("challenger of knee");
        assertThat(larmor("models", "show", "knee-run-1")).isZero();
        assertThat(SAID.toString()).contains("parent").contains("small@").contains("4 samples and 2 proxies");
        assertThat(larmor("adapt", "runs")).isZero();
        assertThat(SAID.toString()).contains("run-1").contains("knee-run-1@");
        Path shown = folder.resolve("shown");
        assertThat(larmor("adapt", "show", "run-1", "--out", shown)).as(SAID.toString()).isZero();
        assertThat(SAID.toString()).contains("ordered by larmor: 4 new samples").contains("ended after 4 steps: knee-run-1@");
        // a row for each step, and one for each time that was measured, by proxies and by what is hidden: before, in between, after
        assertThat(Files.readAllLines(shown.resolve("curves.csv"))).hasSizeBetween(1 + STEPS + 4, 1 + STEPS + 8);
        assertThat(ImageIO.read(shown.resolve("curves.png").toFile()).getWidth()).isGreaterThan(500);
        BufferedImage before = ImageIO.read(shown.resolve("example-0.png").toFile());
        BufferedImage after = ImageIO.read(shown.resolve("example-" + STEPS + ".png").toFile());
        assertThat(before.getWidth()).isEqualTo(after.getWidth()).isPositive();
        try (Stream<Path> log = Files.walk(folder.resolve("data"))) {
            // every PNG begins so; none lies open on the disk
            assertThat(log.filter(Files::isRegularFile)).noneMatch(RunsIT::holdsPicture);
        }
        EventChain chain = EventChain.read(kafka());
        assertThat(chain.faults()).isEmpty();
        assertThat(chain.events()).extracting(event -> event.what().getClass().getSimpleName())
                .containsSubsequence("PolicySet", "RunOrdered", "RunClaimed", "RunProgress", "RunEnded", "ModelAdded", "Challenged");
        // a challenger serves nobody
        assertThat(SAID.toString()).doesNotContain("failed");
        String scan = made.samples().getFirst().replaceAll("/.*", "");
        assertThat(larmor("forget", scan, "--reason", "a test")).isZero();
        assertThat(SAID.toString()).contains("models that were trained on it: " + run.version());
        assertThat(larmor("trace", "knee-run-1")).isZero();
        assertThat(SAID.toString())
                .containsSubsequence("model knee-run-1@", "made by", "run-1: ", "scan " + scan, "forgotten since", "model small@", "no run of this site");
        assertThat(larmor("adapt", "show", "run-1", "--out", folder.resolve("forgotten"))).isZero();
        assertThat(folder.resolve("forgotten/example-0.png")).doesNotExist();
        assertThat(SAID.toString()).contains("example-0.png cannot be had: the key of scan " + scan + " is not here");
    }

    private static boolean holdsPicture(Path file) {
        try {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            return !file.toString().endsWith("curves.png") && bytes.contains("PNG\r\n\u001a\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code larmor train} would read of the scan's file, with the same columns left out. */
    private record WithoutHidden(SliceFile file, Map<Integer, Sample> samples) implements SliceFile {
        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public int slices() {
            return file.slices();
        }

        @Override
        public boolean complete(int slice) {
            return file.complete(slice);
        }

        @Override
        public KspaceSlice read(int slice) {
            KspaceSlice read = file.read(slice);
            return samples.containsKey(slice) ? new Sample(read, samples.get(slice).hidden()).open() : read;
        }

        @Override
        public void close() {
            file.close();
        }
    }

    @Test
    @Order(2)
    void runOverStoredSamplesEqualsTrainingOnTheFiles() throws Exception {
        send();
        await().atMost(Duration.ofSeconds(60)).until(() -> ledger().size() == FRAMES);
        // in the order of the frames, as the file has them
        Map<Integer, LedgerEntry> entries = new TreeMap<>();
        Map<Integer, Sample> samples = new TreeMap<>();
        SampleStore store = new SampleStore(kafka(), new ScanKeys(folder.resolve("data/sample-keys")));
        for (LedgerEntry entry : ledger()) {
            int repetition = entry.sample().frame().repetition();
            entries.put(repetition, entry);
            samples.put(repetition, store.read(entry.sample()).orElseThrow());
        }
        TrainingOrder like = (TrainingOrder) runs().getFirst().order();
        TrainingOrder order = new TrainingOrder(
                "by-hand", like.domain(), like.champion(), like.policy(),
                entries.values().stream().map(entry -> entry.sample().id()).toList(),
                List.of("phantoms/0", "phantoms/1"), List.of(), STEPS, 5, 0, 11, 1);
        Path stored = folder.resolve("stored");
        new RunTraining(kafka(), order, stored, new ScanKeys(folder.resolve("data/sample-keys")), TestDevice.memory())
                .train(() -> false, new TrainingListener() {});

        // one that may not take the weights anywhere ends after its first step, and has been measured like any other
        TrainingOrder near = new TrainingOrder(
                "near", like.domain(), like.champion(), like.policy(), order.samples(), order.proxies(), List.of("phantoms/2"), STEPS, 5,
                1e-9, 11, 1);
        assertThat(new RunTraining(kafka(), near, folder.resolve("near"), new ScanKeys(folder.resolve("data/sample-keys")), TestDevice.memory())
                        .train(() -> false, new TrainingListener() {}))
                .isEqualTo(1);
        assertThat(ModelLibrary.of(RunTraining.card(near, folder.resolve("near"))).entries().getFirst().model().notes().get("figures"))
                .contains("means over 1 slices");

        ModelLibrary.Entry champion = ModelLibrary.of(folder.resolve("small.json")).entries().getFirst();
        SliceOpener opener = path -> path.endsWith("target.h5")
                ? new WithoutHidden(SliceFile.open(path), samples)
                : SliceFile.open(path);
        List<SliceRef> targets = new ArrayList<>();
        samples.keySet().forEach(repetition -> targets.add(new SliceRef(target, repetition)));
        Preset preset = Preset.of(champion.model().config().network()).orElse(Preset.ADAPT);
        TrainingOutput output = new TrainingOutput(folder.resolve("files"), "by-files", Safetensors.Storage.F32, 100, 100, Map.of());
        try (NDManager manager = TorchEngine.manager();
                TrainingSession session = TrainingSession.begin(
                        manager,
                        TestDevice.memory(),
                        new TrainingData(
                                Mode.JSSL,
                                List.of(new SliceRef(proxy, 0), new SliceRef(proxy, 1)),
                                targets,
                                List.of(),
                                accelerations(stored.resolve("recipe.json")),
                                Optional.empty(),
                                11,
                                opener),
                        new TrainingRecipe(
                                champion.model().config(),
                                new TrainingSettings(preset.rate(), preset.losses(), preset.clip(), false),
                                1, AugmentationKind.NONE, preset.splitting(), false, 11),
                        output,
                        new TrainingSession.Start.From(champion))) {
            session.run(STEPS, () -> false, new TrainingListener() {});
        }
        Map<String, Safetensors.Tensor> one = parameters(stored);
        Map<String, Safetensors.Tensor> other = parameters(folder.resolve("files"));
        assertThat(one.keySet()).isNotEmpty().isEqualTo(other.keySet());
        double moved = 0;
        Map<String, Safetensors.Tensor> before = Safetensors.read(folder.resolve("small.safetensors")).tensors();
        for (String name : one.keySet()) {
            float[] a = one.get(name).values();
            float[] b = other.get(name).values();
            float[] from = before.get(name).values();
            for (int i = 0; i < a.length; i++) {
                assertThat(a[i]).as(name).isCloseTo(b[i], org.assertj.core.api.Assertions.within(2e-6f));
                moved = Math.max(moved, Math.abs(a[i] - from[i]));
            }
        }
        assertThat(moved).as("what training has changed").isGreaterThan(2e-5);
    }

    /** As a training's last step has left them. */
    private static Map<String, Safetensors.Tensor> parameters(Path folder) throws IOException {
        Map<String, Safetensors.Tensor> parameters = new TreeMap<>();
        Safetensors.read(folder.resolve("checkpoint.safetensors")).tensors().forEach((name, tensor) -> {
            if (name.startsWith("parameters/")) {
                parameters.put(name.substring("parameters/".length()), tensor);
            }
        });
        return parameters;
    }

    private static List<LedgerEntry> ledger() {
        return LogTable.read(kafka(), Topics.ADAPT_LEDGER).all().values().stream()
                .filter(entry -> !entry.gone())
                .toList();
    }

    /** How a run's recipe says that it subsampled the proxies. */
    private static List<Acceleration> accelerations(Path recipe) throws Exception {
        String said = new ObjectMapper().readTree(recipe.toFile()).get("accelerations").asText();
        return Stream.of(said.split(",")).map(Acceleration::parse).toList();
    }
}
