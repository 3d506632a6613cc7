package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
import org.larmor.adapt.events.EventChain;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.JsonSerde;
import org.larmor.infer.TestModels;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.nn.CoilMapping;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
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
import static org.awaitility.Awaitility.await;

/** A site's models as an operator handles them by the commands, while it runs. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistryIT {
    private static final int SCANS = 10;
    private static final int FRAMES = 100;
    /** A sample of two billion pieces, whose keys nobody could hold. */
    private static final String HUGE = """
            {"type":"AddSample","id":"h","by":"x","sample":{"scan":"s","frame":"0.0.0.0.0.0","content":"c",
            "order":{"domain":"knee","teaching":{"policy":"p","subject":"0123456789abcdef","scanner":"c","protocol":"t"}},
            "data":{"upload":"u","first":0,"last":9,"pieces":2000000000,"bytes":9},
            "shape":{"coils":1,"readout":1,"phase":1,"acceleration":2}}}""";

    private static final int PROMOTIONS = 6;

    @TempDir
    static Path folder;

    private static Node node;
    private static String one;
    private static String other;
    private static final StringWriter SAID = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        one = TestModels.save(folder.resolve("made"), "one", TestModels.varNet(CoilMapping.ESPIRIT), w -> w.mul(0));
        other = TestModels.save(folder.resolve("made"), "other", TestModels.varNet(CoilMapping.ACS), w -> w.mul(0));
        node = Node.start(NodeConfig.allInOne(folder.resolve("data"), 0));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static int models(Object... arguments) {
        return larmor("models", arguments);
    }

    /** Runs a command with its first argument, which names what it is to do, and the data folder. */
    private static int larmor(String command, Object... arguments) {
        SAID.getBuffer().setLength(0);
        var line = Main.commandLine();
        line.setOut(new PrintWriter(SAID, true));
        line.setErr(new PrintWriter(SAID, true));
        return line.execute(Stream.concat(
                        Stream.of(command),
                        Stream.concat(Stream.of(arguments), Stream.of("--data", folder.resolve("data"))).map(Object::toString))
                .toArray(String[]::new));
    }

    private static Map<String, String> listed() throws Exception {
        Path json = folder.resolve("list.json");
        assertThat(models("list", "--json", json)).isZero();
        Map<String, String> serves = new HashMap<>();
        for (JsonNode row : new ObjectMapper().readTree(json.toFile())) {
            serves.put(row.get("version").asText(), row.get("is").asText());
        }
        return serves;
    }

    @Test
    @Order(1)
    void theStarterIsTheFirstChampionAndBaselineOfAll() throws Exception {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(listed()).hasSize(1).allSatisfy((version, serves) -> {
            assertThat(version).startsWith("starter@");
            assertThat(serves).isEqualTo("champion of general, baseline of general");
        }));
    }

    @Test
    @Order(2)
    void whatIsImportedIsExportedAsItWas() throws Exception {
        assertThat(models("import", folder.resolve("made/one.json"), "--reason", "made elsewhere")).isZero();
        assertThat(SAID.toString()).startsWith(one + ": VarNet");
        assertThat(models("export", "one", "--out", folder.resolve("got"))).isZero();
        for (String file : List.of("one.json", "one.safetensors")) {
            assertThat(folder.resolve("got").resolve(file)).hasSameBinaryContentAs(folder.resolve("made").resolve(file));
        }
        // what is there is not replaced
        assertThat(models("export", "one", "--out", folder.resolve("got"))).isEqualTo(ExitCode.FAILED);
        assertThat(models("show", one)).isZero();
        assertThat(SAID.toString()).startsWith(one).contains("imported");
    }

    @Test
    @Order(3)
    void whatIsWrongIsRefusedInWords() throws Exception {
        Path damaged = Files.createDirectories(folder.resolve("damaged"));
        Files.copy(folder.resolve("made/other.json"), damaged.resolve("other.json"));
        Files.write(damaged.resolve("other.safetensors"), new byte[1000]);
        assertThat(models("import", damaged.resolve("other.json"))).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("is not what its card says");
        assertThat(models("promote", "nobody", "--reason", "x")).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("no model nobody in the registry; there are: " + one + ", starter@");
        assertThat(models("promote", "one")).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("a promotion needs a reason");
        assertThat(models("promote", "one", "--reason", "x", "--domain", "Knee/../")).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("a domain is up to 64 small letters");
        assertThat(models("rollback", "--reason", "x")).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("general has no previous champion");
    }

    @Test
    @Order(4)
    void promotionWhileAThousandFramesAreStreamedMixesNoScanAndLosesNone() throws Exception {
        assertThat(models("import", folder.resolve("made/other.json"), "--as", "champion", "--reason", "try it")).isZero();
        assertThat(listed().get(other)).isEqualTo("champion of general");
        CompletableFuture<Integer> promoting = CompletableFuture.supplyAsync(() -> {
            int promotions = 0;
            while (promotions < PROMOTIONS) {
                assertThat(models("promote", promotions % 2 == 0 ? "one" : "other", "--reason", "turn " + promotions))
                        .isZero();
                promotions++;
            }
            return promotions;
        });
        Set<String> seen = new HashSet<>();
        for (int scan = 0; scan < SCANS; scan++) {
            Set<String> versions = send(new SimulatedScan(
                    new Phantom(32, 32, 1, 4, 1), ScanPlan.plain().withRepetitions(FRAMES)));
            assertThat(versions).hasSize(1).isSubsetOf(one, other);
            seen.addAll(versions);
        }
        assertThat(promoting.get(2, TimeUnit.MINUTES)).isEqualTo(PROMOTIONS);
        assertThat(seen).containsExactlyInAnyOrder(one, other);
    }

    @Test
    @Order(5)
    void rollbackBringsBackTheChampionOfBefore() throws Exception {
        assertThat(models("promote", "starter", "--reason", "again")).isZero();
        assertThat(models("rollback", "--reason", "streaks", "--by", "a physicist")).isZero();
        assertThat(SAID.toString()).startsWith(other + " is the champion of general again, and starter@");
        assertThat(send(new SimulatedScan(new Phantom(32, 32, 1, 4, 1), ScanPlan.plain()))).containsExactly(other);
        assertThat(larmor("audit", "verify")).isZero();
        assertThat(SAID.toString()).contains("the chain is whole");
        Path signed = folder.resolve("head.txt");
        assertThat(larmor("audit", "sign", "--out", signed)).as(SAID.toString()).isZero();
        assertThat(larmor("audit", "verify", "--signed", signed)).as(SAID.toString()).isZero();
        assertThat(SAID.toString()).contains("the head that was signed is event ");
        Files.writeString(signed, Files.readString(signed).replaceFirst("\n[0-9]+\n", "\n1\n"));
        assertThat(larmor("audit", "verify", "--signed", signed)).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("not signed with this site's key");
        assertThat(larmor("audit", "verify", "--head", "0".repeat(64))).isEqualTo(ExitCode.FAILED);
        EventChain chain = EventChain.read(KafkaConnection.to(node.kafka().bootstrap()));
        assertThat(chain.faults()).isEmpty();
        assertThat(chain.events().getLast().what()).isInstanceOfSatisfying(AdaptEvent.RolledBack.class, back -> {
            assertThat(back.by()).isEqualTo("a physicist");
            assertThat(back.reason()).isEqualTo("streaks");
        });
        assertThat(chain.events()).extracting(AdaptEvent::number).startsWith(0L, 1L).doesNotHaveDuplicates();
    }

    @Test
    @Order(6)
    void policyTellsDomainsApartFromTheNextScanOn() throws Exception {
        assertThat(larmor("adapt", "policy")).isZero();
        assertThat(SAID.toString()).contains("there is no policy");
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "domains: [{name: knee, learn: true}]");
        assertThat(larmor("adapt", "policy", wrong)).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("protocols: is missing").contains("scanners-may-teach").hasLineCount(1);
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"), "domains: [{name: knee, protocols: ['*knee*'], channels: 1-8}]");
        assertThat(models("promote", "one", "--domain", "knee", "--reason", "made for knees")).isZero();
        SimulatedScan knee =
                new SimulatedScan(new Phantom(32, 32, 1, 4, 1), ScanPlan.plain().withProtocol("My Knee"));
        assertThat(send(knee)).containsExactly(other);
        assertThat(larmor("adapt", "policy", policy, "--reason", "knees from now on")).isZero();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(send(knee)).containsExactly(one));
        assertThat(send(new SimulatedScan(new Phantom(32, 32, 1, 4, 1), ScanPlan.plain().withProtocol("Head"))))
                .containsExactly(other);
        assertThat(larmor("adapt", "policy", policy)).isEqualTo(ExitCode.FAILED);
        assertThat(SAID.toString()).contains("this policy is in force already");
    }

    @Test
    @Order(7)
    void commandThatNothingCanBeMadeOfStopsNobody() throws Exception {
        try (Producer<String, byte[]> producer = KafkaConnection.to(node.kafka().bootstrap()).producer(
                ClientSettings.eventProducer(), new StringSerializer(), new ByteArraySerializer())) {
            for (String json : List.of(
                    "nonsense", "{}", "{\"type\":\"Promote\"}", "{\"type\":\"AddSample\",\"id\":\"a\",\"by\":\"x\"}",
                    "{\"type\":\"AddProxies\",\"id\":\"b\",\"by\":\"x\",\"set\":\"s\",\"slices\":[{}]}",
                    HUGE,
                    "{\"type\":\"ClaimRun\",\"id\":\"c\",\"trainer\":\"t\"}",
                    "{\"type\":\"ForgetScan\",\"id\":\"d\",\"by\":\"x\"}",
                    "{\"type\":\"SetPolicy\",\"id\":\"e\",\"by\":\"x\",\"json\":\"{}\",\"reason\":\"\"}")) {
                byte[] value = (" " + json).getBytes(StandardCharsets.UTF_8);
                value[0] = JsonSerde.VERSION;
                producer.send(new ProducerRecord<>(Topics.ADAPT_COMMANDS.name(), 0, "poison", value)).get();
            }
            producer.send(new ProducerRecord<>(Topics.ADAPT_COMMANDS.name(), 0, null, null)).get();
        }
        assertThat(models("promote", "starter", "--reason", "still there")).as(SAID.toString()).isZero();
        assertThat(larmor("audit", "verify")).isZero();
    }

    /** Sends it by recipe {@code jssl}; every frame has to come back. Gives the versions that made them. */
    private static Set<String> send(SimulatedScan scan) throws Exception {
        List<ReceivedImage> images = new ArrayList<>();
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }
        };
        int port = Integer.parseInt(node.endpoints().mrd().split(":")[1]);
        try (MessageSource source = scan.messages()) {
            ScanReport report =
                    new ScannerClient(ScannerSettings.of("127.0.0.1", port, "jssl"), listener).run(source);
            assertThat(report.failure()).isNull();
            assertThat(images).as("images; texts: %s", report.texts()).hasSize(scan.frames());
        }
        Set<String> versions = new HashSet<>();
        for (ReceivedImage image : images) {
            versions.add(String.valueOf(ImageMeta.parse(image.image().metaXml()).get("LarmorVersion")));
        }
        return versions;
    }
}
