package org.larmor.cli.bench;

import java.nio.file.Path;
import java.util.List;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;

/** What the first scan after ready takes, and, in the process before, the first bytes of plain Kafka. */
final class ColdSection implements Section.Work {
    private static final String PLAIN = "plain Kafka, first";
    private static final String STREAM = "stream, first scan";
    private static final String RATE = "MB/s";

    @Override
    public Section.Heap heap() {
        return Section.Heap.FIXED;
    }

    @Override
    public int parts(Section.Task task) {
        return 2 * task.pairs();
    }

    @Override
    public void measure(int part, Section.Task task, Path folder, BenchFigures figures) throws Exception {
        BigScan scan = BigScan.drawn(task.repetitions());
        try (Node node = Node.startWarm(NodeConfig.allInOne(folder, 0))) {
            if (part % 2 == 0) {
                try (PlainKafka plain = new PlainKafka(node.kafka())) {
                    ProcessMeter meter = new ProcessMeter();
                    plain.move(scan.bytes());
                    add(figures, PLAIN, scan, meter.read());
                }
            } else {
                try (Scanners scanners = new Scanners(node.endpoints().mrd())) {
                    ProcessMeter meter = new ProcessMeter();
                    scanners.play(scan.scan(), "rss");
                    add(figures, STREAM, scan, meter.read());
                }
            }
        }
    }

    private static void add(BenchFigures figures, String stage, BigScan scan, ProcessMeter.Reading used) {
        figures.add(stage, RATE, scan.bytes() / 1e6 / used.seconds())
                .add(stage, "CPU s/GB", used.cpuSeconds() / scan.gigabytes());
    }

    @Override
    public void conclude(BenchFigures figures) {
        List<Double> plain = figures.values(PLAIN, RATE);
        List<Double> stream = figures.values(STREAM, RATE);
        for (int i = 0; i < Math.min(plain.size(), stream.size()); i++) {
            figures.add(STREAM, "of plain Kafka", stream.get(i) / plain.get(i));
        }
    }
}
