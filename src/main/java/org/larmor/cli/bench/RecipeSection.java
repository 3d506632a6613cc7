package org.larmor.cli.bench;

import java.nio.file.Path;
import java.util.List;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScanReport;
import org.larmor.sim.SimulatedScan;
import org.larmor.telemetry.Hop;
import org.larmor.telemetry.HopRun;

/**
 * Scans of one frame, one after the other: a simulated head, four-fold accelerated with a calibrated centre. The first of each
 * kind after the node was ready stands apart from the others.
 */
final class RecipeSection implements Section.Work {
    private static final int AFTER_THE_FIRST = 5;
    private static final int ACCELERATION = 4;
    private static final int CALIBRATION = 24;
    private static final double NOISE = 0.01;
    private static final List<String> RECIPES = List.of("rss", "sense", "jssl");

    private record Size(int matrix, int coils) {}

    private static final List<Size> SIZES = List.of(new Size(256, 8), new Size(256, 16), new Size(320, 16));

    @Override
    public Section.Heap heap() {
        return Section.Heap.AS_SERVED;
    }

    @Override
    public void measure(int part, Section.Task task, Path folder, BenchFigures figures) throws Exception {
        List<Phantom> phantoms = SIZES.stream()
                .map(size -> Phantom.of(1, size.matrix(), size.matrix(), size.coils(), 1))
                .toList();
        phantoms.forEach(phantom -> phantom.kspace(0));
        try (Node node = Node.startWarm(NodeConfig.allInOne(folder, 0));
                Scanners scanners = new Scanners(node.endpoints().mrd())) {
            for (String recipe : RECIPES) {
                for (Phantom phantom : phantoms) {
                    measure(recipe, phantom, node, scanners, figures);
                }
            }
        }
    }

    private static void measure(String recipe, Phantom phantom, Node node, Scanners scanners, BenchFigures figures)
            throws Exception {
        String stage = recipe + " " + phantom.nx() + "² × " + phantom.coils();
        for (int i = 0; i <= AFTER_THE_FIRST; i++) {
            ScanPlan plan = ScanPlan.plain()
                    .withAcceleration(ACCELERATION, CALIBRATION)
                    .withNoise(NOISE, false)
                    .withSeed(i);
            ProcessMeter meter = new ProcessMeter();
            try (HopRun hops = node.latency().startRun()) {
                ScanReport report = scanners.play(new SimulatedScan(phantom, plan), recipe);
                String which = i == 0 ? "first, " : "";
                figures.add(stage, which + "last readout to image, ms", report.latencyMillis(1))
                        .add(stage, which + "reconstruction, ms", hops.of(Hop.RECON).max() / 1e3)
                        .add(stage, which + "CPU ms", 1e3 * meter.read().cpuSeconds());
            }
        }
    }
}
