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

/** 20,000 frames of 64 × 64 and 8 coils in one scan, and as many of 200 scanners at once; each in a process of its own. */
final class SmallFramesSection implements Section.Work {
    private static final int FRAMES = 20_000;
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
    public void measure(int part, Section.Task task, Path folder, Figures figures) throws Exception {
        int scanners = SCANNERS[part];
        Phantom phantom = new Phantom(MATRIX, MATRIX, 1, COILS, 1);
        phantom.kspace(0);
        SimulatedScan scan = new SimulatedScan(phantom, ScanPlan.plain().withRepetitions(FRAMES / scanners));
        String stage = scanners + (scanners == 1 ? " scanner" : " scanners");
        try (Node node = Node.start(NodeConfig.allInOne(folder, 0));
                Scanners played = new Scanners(node.endpoints().mrd());
                HopRun hops = node.latency().startRun()) {
            ProcessMeter meter = new ProcessMeter();
            Map<String, Long> before = StoredBytes.in(folder);
            played.play(Collections.nCopies(scanners, scan), "rss", 0);
            ProcessMeter.Reading used = meter.read();
            figures.add(stage, "frames/s", FRAMES / used.seconds())
                    .add(stage, "CPU ms a frame", 1e3 * used.cpuSeconds() / FRAMES);
            for (Hop hop : Hop.values()) {
                figures.add(stage, hop.label() + " p50 ms", hops.of(hop).at(0.5) / 1e3)
                        .add(stage, hop.label() + " p99 ms", hops.of(hop).at(0.99) / 1e3);
            }
            figures.add(stage, "peak resident MB", used.peakMegabytes());
            StoredBytes.in(folder)
                    .forEach((what, bytes) -> addGrowth(figures, stage, what, bytes - before.getOrDefault(what, 0L)));
        }
    }

    private static void addGrowth(Figures figures, String stage, String what, long bytes) {
        if (bytes > 0) {
            figures.add(stage + ", bytes a frame", what, (double) bytes / FRAMES);
        }
    }
}
