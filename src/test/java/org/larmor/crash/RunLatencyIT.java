package org.larmor.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final int FRAMES = 200;
    private static final double A_SECOND = 5;

    @RegisterExtension
    private final Rig rig = new Rig();

    @TempDir
    private Path folder;

    @Test
    void framesAreHardlyLaterWhileAModelIsTrained() throws Exception {
        LarmorProcess site = rig.withBroker("site", "broker,gateway,router,worker,trainer").start();
        Path data = site.data();
        Path proxy = Tools.phantom(folder, "proxy", "-m", "128", "-c", "8", "-O", "1", "-n", "0.02", "-r", "2");
        Operator.larmor("proxies", "add", proxy, "--set", "phantoms", "--slice-is-patient", "--validation", "none", "--data", data);
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"]}]
                held-out: 0
                runs: {steps: 300}
                """);
        Operator.larmor("adapt", "policy", policy, "--data", data);
        p95(site, 30); // warms what frames go through
        double alone = p95(site, FRAMES);
        Operator.larmor("adapt", "start", "knee", "--data", data);
        await("training").atMost(Duration.ofMinutes(2)).until(() ->
                Files.exists(data.resolve("runs/run-1/checkpoint.safetensors")));
        double beside = p95(site, FRAMES);
        RunRecord run = LogTable.read(KafkaConnection.to(site.endpoints().kafka()), Topics.ADAPT_RUNS)
                .get("run-1")
                .orElseThrow();
        assertThat(run.hasEnded()).as("the run goes on all the time").isFalse();
        Figures.show("p95 of the latency alone, ms", alone);
        Figures.show("p95 of the latency beside a run, ms", beside);
        assertThat(beside).isLessThan(1.5 * alone);
    }

    private static double p95(LarmorProcess site, int frames) throws Exception {
        SimulatedScan scan = new SimulatedScan(
                new Phantom(128, 128, 1, 8, 1),
                ScanPlan.plain().withRepetitions(frames).withAcceleration(2, 24).withNoise(0.01, false).withProtocol("knee"));
        ScanReport report = ScanRun.start(scan, site, how -> how.withConfig("sense").withFramesPerSecond(A_SECOND))
                .awaitEveryFrameOnce();
        return report.latencyMillis(0.95);
    }
}
