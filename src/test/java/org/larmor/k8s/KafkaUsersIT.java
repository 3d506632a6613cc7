package org.larmor.k8s;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.cli.Commands;
import org.larmor.cli.NamedSource;
import org.larmor.infer.TestModels;
import org.larmor.mrd.file.Tools;
import org.larmor.nn.CoilMapping;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the KafkaUsers of the clinical overlay let each role do is what it needs, found out by doing it. */
class KafkaUsersIT {
    private static final int REPETITIONS = 3;
    private static final int FRAMES = 4;
    private static final int STEPS = 4;

    @TempDir
    Path folder;

    @Test
    @Timeout(180)
    void eachRoleMayDoWhatAScanNeedsAndNoMore() throws Exception {
        try (ClinicalSite site = new ClinicalSite(folder)) {
            ScanReport report = send(
                    site,
                    "rss",
                    new SimulatedScan(new Phantom(32, 32, 2, 2, 1), ScanPlan.plain().withRepetitions(REPETITIONS)).messages());
            assertThat(report.closed()).isTrue();
            assertThat(report.images()).isEqualTo(REPETITIONS);
            for (String role : List.of("gateway", "router", "worker", "trainer")) {
                assertMayNotWrite(site, "larmor-" + role, Topics.TOKENS.name());
            }
            assertMayNotWrite(site, "larmor-gateway", Topics.ADAPT_EVENTS.name());
            assertMayNotWrite(site, "larmor-worker", Topics.ADAPT_EVENTS.name());
            assertMayNotWrite(site, "larmor-router", Topics.DATA.name());
            assertMayNotWrite(site, "larmor-trainer", Topics.RESULTS.name());
        }
    }

    private static void assertMayNotWrite(ClinicalSite site, String user, String topic) {
        assertThatThrownBy(() -> write(site.connection(user), topic))
                .as(user + " and " + topic)
                .hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    private static void write(KafkaConnection kafka, String topic) throws InterruptedException, ExecutionException {
        try (Producer<String, String> producer =
                kafka.producer(ClientSettings.eventProducer(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "a", "b")).get();
        }
    }

    /** From scans to a challenger and its gate, and the commands that people give to the site. */
    @Test
    @Tag("full")
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void eachRoleMayDoWhatLearningNeeds() throws Exception {
        Path target = Tools.phantom(folder, "target", "-m", "64", "-c", "4", "-O", "1", "-n", "0.05", "-a", "4", "-w", "16", "-r", "1");
        Path proxy = Tools.phantom(folder, "proxy", "-m", "64", "-c", "4", "-O", "1", "-n", "0.02", "-r", "3");
        TestModels.save(folder, "small", TestModels.varNet(CoilMapping.ESPIRIT));
        Path policy = Files.writeString(folder.resolve("learning.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"]}]
                patients: {training: [P1]}
                runs: {after: %d, steps: %d}
                """.formatted(FRAMES, STEPS));
        try (ClinicalSite site = new ClinicalSite(folder)) {
            admin(site, "models", "import", folder.resolve("small.json"), "--as", "champion", "--reason", "a small one");
            admin(
                    site, "proxies", "add", proxy, "--set", "phantoms", "--slice-is-patient", "--validation", "proxy.h5#2",
                    "--site-key", site.siteKey(), "--sample-keys", site.sampleKeys());
            admin(site, "adapt", "policy", policy, "--site-key", site.siteKey());
            await("samples").atMost(Duration.ofMinutes(2)).until(() -> {
                try (MessageSource source = new NamedSource(new FileSource(target), "P1", "knee")) {
                    send(site, "sense", source);
                }
                return !runs(site).isEmpty();
            });
            await("training").atMost(Duration.ofMinutes(3)).until(() -> runs(site).getFirst().hasEnded());
            RunRecord run = runs(site).getFirst();
            assertThat(run.failure()).isNull();
            assertThat(run.version()).startsWith("knee-run-1@");
            await("gate").atMost(Duration.ofMinutes(3)).until(() -> runs(site).size() > 1 && runs(site).get(1).hasEnded());
            assertThat(runs(site).get(1).failure()).isNull();
            assertThat(admin(site, "adapt", "show", "run-1", "--out", folder.resolve("shown"), "--sample-keys", site.sampleKeys()))
                    .contains("knee-run-1@");
            assertThat(folder.resolve("shown/example-0.png")).exists();
            String scan = ((TrainingOrder) run.order()).samples().getFirst().replaceAll("/.*", "");
            assertThat(admin(site, "forget", scan, "--reason", "a test", "--sample-keys", site.sampleKeys()))
                    .contains("their key destroyed", "models that were trained on it: " + run.version());
            admin(site, "export", scan, "--out", folder.resolve("scan.h5"));
            assertThat(admin(site, "tokens", "create", "--name", "A. Curie", "--role", "viewer")).startsWith("lmr_");
            assertThat(admin(site, "audit", "verify")).contains("the chain is whole");
        }
    }

    private static List<RunRecord> runs(ClinicalSite site) {
        return LogTable.read(site.connection(ClinicalSite.ADMIN), Topics.ADAPT_RUNS).all().values().stream()
                .sorted((a, b) -> Long.compare(a.order().at(), b.order().at()))
                .toList();
    }

    private static ScanReport send(ClinicalSite site, String recipe, MessageSource messages) throws Exception {
        ScanReport report = new ScannerClient(
                        ScannerSettings.of("127.0.0.1", site.mrdPort(), recipe).withPatience(Duration.ofMinutes(1)),
                        ScanListener.NONE)
                .run(messages);
        assertThat(report.failure()).isNull();
        return report;
    }

    /** A command that is given in the pod that is there for it. */
    private static String admin(ClinicalSite site, Object... arguments) {
        return Commands.run(Stream.concat(
                        Stream.of(arguments),
                        Stream.of("--kafka", site.bootstrap(), "--kafka-config", site.properties(ClinicalSite.ADMIN)))
                .map(Object::toString)
                .toList());
    }
}
