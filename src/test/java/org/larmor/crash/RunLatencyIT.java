package org.larmor.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.RunRecord;
import org.larmor.mrd.file.Tools;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScanReport;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a training run costs those who scan: everything on one machine, five frames a second by {@code sense}. */
@Tag("full")
@Timeout(900)
class RunLatencyIT {
    private static final int N = 96;
    private static final int FRAMES = 100;
    private static final int ROUNDS = 5;
    private static final double A_SECOND = 5;

    @RegisterExtension
    private final Rig rig = new Rig();

    @TempDir
    private Path folder;

    @Test
    void framesAreHardlyLaterWhileAModelIsTrained() throws Exception {
        LarmorProcess site = rig.withBroker("site", "broker,gateway,router,worker,trainer").start();
        Path data = site.data();
        Path proxy = Tools.phantom(folder, "proxy", "-m", String.valueOf(N), "-c", "8", "-O", "1", "-n", "0.02", "-r", "2");
        Operator.larmor("proxies", "add", proxy, "--set", "phantoms", "--slice-is-patient", "--validation", "none", "--data", data);
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"]}]
                held-out: 0
                runs: {steps: 300}
                """);
        Operator.larmor("adapt", "policy", policy, "--data", data);
        Course warm = send(site, 60); // warms what frames go through, and is what is learned from
        Figures.show("of the machine's time, the site took while it warmed", warm.load());
        Operator.larmor("adapt", "start", "knee", "--data", data);
        await("training").atMost(Duration.ofMinutes(2)).until(() ->
                Files.exists(data.resolve("runs/run-1/checkpoint.safetensors")));
        List<Course> alone = new ArrayList<>();
        List<Course> beside = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            training(site, "STOP");
            alone.add(send(site, FRAMES));
            training(site, "CONT");
            beside.add(send(site, FRAMES));
        }
        RunRecord run = LogTable.read(KafkaConnection.to(site.endpoints().kafka()), Topics.ADAPT_RUNS)
                .get("run-1")
                .orElseThrow();
        assertThat(run.hasEnded()).as("the run goes on all the time").isFalse();
        Figures.show("of the machine's time, the site took alone", median(alone, Course::load));
        double without = median(alone, Course::p95);
        double with = median(beside, Course::p95);
        Figures.show("p95 of the latency alone, ms", without);
        Figures.show("p95 of the latency beside a run, ms", with);
        assertThat(with).as("alone %s, beside a run %s", alone, beside).isLessThan(1.5 * without);
    }

    /** @param load of the site, as a part of what all cores could do */
    private record Course(double p95, double load) {}

    private static double median(List<Course> courses, ToDoubleFunction<Course> what) {
        return courses.stream().mapToDouble(what).sorted().toArray()[courses.size() / 2];
    }

    /** To the process that trains. */
    private static void training(LarmorProcess site, String signal) throws Exception {
        List<ProcessHandle> children = ProcessHandle.of(site.endpoints().pid()).orElseThrow().children().toList();
        assertThat(children).hasSize(1);
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(children.getFirst().pid())).start().waitFor())
                .isZero();
    }

    private static Course send(LarmorProcess site, int frames) throws Exception {
        SimulatedScan scan = new SimulatedScan(
                new Phantom(N, N, 1, 8, 1),
                ScanPlan.plain().withRepetitions(frames).withAcceleration(2, 24).withNoise(0.01, false).withProtocol("knee"));
        ProcessHandle process = ProcessHandle.of(site.endpoints().pid()).orElseThrow();
        Duration before = process.info().totalCpuDuration().orElseThrow();
        long start = System.nanoTime();
        ScanReport report = ScanRun.start(scan, site, how -> how.withConfig("sense").withFramesPerSecond(A_SECOND))
                .awaitEveryFrameOnce();
        double cores = process.info().totalCpuDuration().orElseThrow().minus(before).toNanos() / (double) (System.nanoTime() - start);
        return new Course(report.latencyMillis(0.95), cores / Runtime.getRuntime().availableProcessors());
    }
}
