package org.larmor.cli.bench;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;
import org.larmor.telemetry.Hop;
import org.larmor.telemetry.HopRun;

/**
 * Frames of 64 × 64 and 8 coils, a thousand for each repetition that the task asks for: in one scan, and of 200 scanners at once,
 * each in a process of its own.
 */
final class SmallFramesSection implements Section.Work {
    private static final int A_REPETITION = 1000;
    private static final int[] SCANNERS = {1, 200};
    private static final int MATRIX = 64;
    private static final int COILS = 8;

    @Override
    public Section.Heap heap() {
        return Section.Heap.AS_SERVED;
    }

    @Override
    public int parts(Section.Task task) {
        return SCANNERS.length;
    }

    @Override
    public void measure(int part, Section.Task task, Path folder, BenchFigures figures) throws Exception {
        int scanners = SCANNERS[part];
        int each = Math.max(1, A_REPETITION * task.repetitions() / scanners);
        int frames = each * scanners;
        Phantom phantom = new Phantom(MATRIX, MATRIX, 1, COILS, 1);
        phantom.kspace(0);
        SimulatedScan scan = new SimulatedScan(phantom, ScanPlan.plain().withRepetitions(each));
        String stage = scanners + (scanners == 1 ? " scanner" : " scanners");
        try (Node node = Node.startWarm(NodeConfig.allInOne(folder, 0));
                Scanners played = new Scanners(node.endpoints().mrd());
                HopRun hops = node.latency().startRun()) {
            Map<String, Double> cpu = ThreadTimes.read();
            ProcessMeter meter = new ProcessMeter();
            Map<String, Long> before = StoredBytes.in(folder);
            played.play(Collections.nCopies(scanners, scan), "rss", 0);
            ProcessMeter.Reading used = meter.read();
            figures.add(stage, "frames/s", frames / used.seconds())
                    .add(stage, "CPU ms a frame", 1e3 * used.cpuSeconds() / frames);
            ThreadTimes.read().forEach((threads, seconds) ->
                    figures.add(stage + ", CPU ms a frame", threads, 1e3 * (seconds - cpu.get(threads)) / frames));
            for (Hop hop : Hop.values()) {
                figures.add(stage, hop.label() + " p50 ms", hops.of(hop).at(0.5) / 1e3)
                        .add(stage, hop.label() + " p99 ms", hops.of(hop).at(0.99) / 1e3);
            }
            figures.add(stage, "peak resident MB", used.peakMegabytes());
            StoredBytes.in(folder)
                    .forEach((what, bytes) -> figures.add(
                            stage + ", bytes a frame", what, (bytes - before.getOrDefault(what, 0L)) / (double) frames));
        }
    }
}
