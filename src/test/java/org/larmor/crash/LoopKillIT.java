package org.larmor.crash;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.events.EventChain;
import org.larmor.adapt.events.RefusedException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.RunRecord;
import org.larmor.infer.TestModels;
import org.larmor.mrd.file.Tools;
import org.larmor.nn.CoilMapping;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The loop in processes of their own, which die and freeze while a run goes on. */
@Tag("full")
@Timeout(2400)
class LoopKillIT {
    /** How often trainer, router and worker are killed during the run. */
    private static final int ROUNDS = Integer.getInteger("larmor.kills", 10);

    private static final int STEPS = 150 * ROUNDS;
    private static final int FRAMES = 6;

    @RegisterExtension
    private final Rig rig = new Rig();

    @TempDir
    private Path folder;

    private LarmorProcess broker;

    private List<RunRecord> runs() {
        return LogTable.read(kafka(), Topics.ADAPT_RUNS).all().values().stream()
                .sorted((a, b) -> Long.compare(a.order().at(), b.order().at()))
                .toList();
    }

    private Optional<RunRecord> run(String name) {
        return LogTable.read(kafka(), Topics.ADAPT_RUNS).get(name);
    }

    private KafkaConnection kafka() {
        return KafkaConnection.to(broker.endpoints().kafka());
    }

    @Test
    void runEndsWhateverDiesAndWhoHasLostItCannotWrite() throws Exception {
        Path keys = folder.resolve("keys");
        broker = rig.withBroker("broker", "broker,gateway").start();
        LarmorProcess router = rig.against(broker, "router", "router").start();
        LarmorProcess worker = rig.against(broker, "worker", "worker", "--sample-keys", keys.toString()).start();
        LarmorProcess trainer = rig.against(broker, "trainer", "trainer", "--sample-keys", keys.toString()).start();
        String at = broker.endpoints().kafka();
        String siteKey = broker.data().resolve("site.key").toString();
        TestModels.save(folder, "small", TestModels.varNet(CoilMapping.ESPIRIT));
        Operator.larmor("models", "import", folder.resolve("small.json").toString(), "--as", "champion", "--reason", "small", "--kafka", at);
        Path proxy = Tools.phantom(folder, "proxy", "-m", "64", "-c", "4", "-O", "1", "-n", "0.02", "-r", "3");
        Operator.larmor("proxies", "add", proxy.toString(), "--set", "phantoms", "--slice-is-patient", "--kafka", at, "--validation",
                "proxy.h5#2", "--site-key", siteKey, "--sample-keys", keys.toString());
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"]}]
                held-out: 0
                runs: {after: %d, steps: %d, weights: 10}
                """.formatted(FRAMES, STEPS));
        Operator.larmor("adapt", "policy", policy.toString(), "--kafka", at, "--site-key", siteKey);
        await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(1)).until(() -> {
            if (runs().isEmpty()) {
                ScanRun.start(scan(), broker, how -> how.withConfig("sense")).awaitEveryFrameOnce();
            }
            return !runs().isEmpty();
        });
        Path checkpoint = trainer.data().resolve("runs/run-1/checkpoint.safetensors");
        for (int round = 0; round < ROUNDS; round++) {
            long before = Files.exists(checkpoint) ? Files.getLastModifiedTime(checkpoint).toMillis() : 0;
            await("a checkpoint").atMost(Duration.ofMinutes(2)).until(
                    () -> Files.exists(checkpoint) && Files.getLastModifiedTime(checkpoint).toMillis() > before);
            trainer.kill();
            router.kill();
            worker.kill();
            trainer.start();
            router.start();
            worker.start();
            ScanRun.start(scan(), broker, how -> how.withConfig("sense")).awaitEveryFrameOnce();
        }
        await("the run ends").atMost(Duration.ofMinutes(15)).until(() -> runs().getFirst().hasEnded());
        RunRecord run = runs().getFirst();
        assertThat(run.failure()).isNull();
        assertThat(run.version()).startsWith("knee-run-1@");
        assertThat(run.epoch()).isGreaterThanOrEqualTo(1 + ROUNDS);
        assertThat(Files.readString(trainer.data().resolve("runs/run-1/training.log")))
                .contains(" 0 of " + STEPS + " steps done before")
                .containsPattern(" [1-9][0-9]* of " + STEPS + " steps done before");
        assertThat(chain().stream().filter(event -> event.what() instanceof AdaptEvent.RunEnded)).hasSize(1);
        assertThat(LogTable.read(kafka(), Topics.ADAPT_LEDGER).all().values())
                .extracting(entry -> entry.sample().content()).doesNotHaveDuplicates();

        // what the run has made is judged, whoever dies meanwhile
        await("the gate").atMost(Duration.ofMinutes(2)).until(() -> Files.exists(trainer.data().resolve("runs/gate-1/figures.jsonl")));
        trainer.kill();
        router.kill();
        trainer.start();
        router.start();
        await("the gate ends").atMost(Duration.ofMinutes(5)).until(() -> run("gate-1").map(RunRecord::hasEnded).orElse(false));
        assertThat(run("gate-1").orElseThrow().failure()).isNull();
        assertThat(chain().stream().filter(event -> event.what() instanceof AdaptEvent.GateEnded)).hasSize(1);
        List<String> figures = Files.readAllLines(trainer.data().resolve("runs/gate-1/figures.jsonl"));
        assertThat(figures.stream().filter(line -> line.startsWith("{"))).doesNotHaveDuplicates().hasSize(1);

        // frozen past its lease: another does the run, and what the first would write is refused
        await("the next run").atMost(Duration.ofMinutes(1)).until(() -> {
            if (run("run-2").isEmpty()) {
                try {
                    AdaptClient.ask(kafka(), id -> new AdaptCommand.StartRun(id, "knee", "me", "a test"));
                } catch (RefusedException e) {
                    assertThat(e).hasMessageContaining("has a run already"); // enough new samples have come
                }
            }
            return run("run-2").map(next -> next.trainer() != null).orElse(false);
        });
        signal("STOP", trainer);
        LarmorProcess other = rig.against(broker, "other", "trainer", "--sample-keys", keys.toString()).start();
        await("another has it").atMost(Duration.ofMinutes(2)).until(() -> run("run-2").orElseThrow().epoch() == 2);
        signal("CONT", trainer);
        await("the run ends").atMost(Duration.ofMinutes(15)).until(() -> run("run-2").orElseThrow().hasEnded());
        assertThat(Files.exists(other.data().resolve("runs/run-2/done"))).isTrue();
        await("the first one stops").atMost(Duration.ofMinutes(1)).until(() -> trainer.log().contains("run-2 is another trainer's now"));
        assertThat(chain().stream().filter(event -> event.what() instanceof AdaptEvent.RunEnded)).hasSize(2);
        StringWriter shown = new StringWriter();
        chain().forEach(event -> new PrintWriter(shown, true).println(event.what()));
        assertThat(shown.toString()).contains("RunClaimed[run=run-2");
    }

    private List<AdaptEvent> chain() {
        EventChain chain = EventChain.read(kafka());
        assertThat(chain.faults()).isEmpty();
        return chain.events();
    }

    /** Undersampled knees, each with noise of its own. */
    private static SimulatedScan scan() {
        return new SimulatedScan(
                new Phantom(64, 64, 1, 4, 1),
                ScanPlan.plain().withRepetitions(FRAMES).withAcceleration(2, 16).withNoise(0.01, false).withProtocol("knee"));
    }

    /** To the process and all that it has started. */
    private static void signal(String signal, LarmorProcess process) throws Exception {
        ProcessHandle handle = ProcessHandle.of(process.endpoints().pid()).orElseThrow();
        for (ProcessHandle one : Stream.concat(Stream.of(handle), handle.descendants()).toList()) {
            assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(one.pid())).start().waitFor()).isZero();
        }
    }
}
