package org.larmor.cli.bench;

import java.nio.file.Path;
import java.util.Collections;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;
import org.larmor.telemetry.Hop;
import org.larmor.telemetry.HopRun;

/**
 * Frames of 128 × 128 and 8 coils at ten a second in all, spread evenly over 1, 8 and 64 scanners, each in a process that has
 * just become ready: its first frame counts as every other one.
 */
final class LatencySection implements Section.Work {
    private static final int[] SCANNERS = {1, 8, 64};
    private static final double FRAMES_PER_SECOND = 10;
    private static final int MATRIX = 128;
    private static final int OVERSAMPLING = 2;
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
        int frames = Math.max(1, (int) (FRAMES_PER_SECOND * task.seconds() / scanners));
        Phantom phantom = new Phantom(MATRIX, MATRIX, OVERSAMPLING, COILS, 1);
        phantom.kspace(0);
        SimulatedScan scan = new SimulatedScan(phantom, ScanPlan.plain().withRepetitions(frames));
        try (Node node = Node.startWarm(NodeConfig.allInOne(folder, 0));
                Scanners played = new Scanners(node.endpoints().mrd());
                HopRun hops = node.latency().startRun()) {
            played.play(Collections.nCopies(scanners, scan), "rss", FRAMES_PER_SECOND / scanners);
            for (Hop hop : Hop.values()) {
                String stage = scanners + (scanners == 1 ? " scanner, " : " scanners, ") + hop.label();
                figures.add(stage, "p50 ms", hops.of(hop).at(0.5) / 1e3)
                        .add(stage, "p99 ms", hops.of(hop).at(0.99) / 1e3)
                        .add(stage, "longest ms", hops.of(hop).max() / 1e3);
            }
        }
    }
}
