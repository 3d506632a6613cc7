package org.larmor.cli.bench;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

/** 8 and 64 scans whose 160 slices are all open at once, each in a process of its own. */
final class MemorySection implements Section.Work {
    private static final int[] SCANNERS = {8, 64};
    private static final int SLICES = 160;
    private static final int MATRIX = 32;
    private static final int OVERSAMPLING = 2;
    private static final int COILS = 4;
    private static final String PEAK = "peak resident MB";

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
        SimulatedScan scan = new SimulatedScan(
                new Phantom(MATRIX, MATRIX, OVERSAMPLING, COILS, SLICES),
                ScanPlan.plain().withInterleavedSlices());
        try (Node node = Node.startWarm(NodeConfig.allInOne(folder, 0));
                Scanners scanners = new Scanners(node.endpoints().mrd())) {
            ProcessMeter meter = new ProcessMeter();
            scanners.play(Collections.nCopies(SCANNERS[part], scan), "rss", 0);
            ProcessMeter.Reading used = meter.read();
            figures.add(stage(part), "images/s", SCANNERS[part] * SLICES / used.seconds())
                    .add(stage(part), PEAK, used.peakMegabytes());
        }
    }

    private static String stage(int part) {
        return SCANNERS[part] + " × " + SLICES + " interleaved";
    }

    @Override
    public void conclude(BenchFigures figures) {
        List<Double> few = figures.values(stage(0), PEAK);
        List<Double> many = figures.values(stage(1), PEAK);
        figures.add("64 scanners / 8", PEAK, many.getFirst() / few.getFirst());
    }
}
