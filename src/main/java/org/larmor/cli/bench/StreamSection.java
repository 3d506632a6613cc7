package org.larmor.cli.bench;

import java.nio.file.Path;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;

/** From the scanner's socket to the last image and through plain Kafka, in one warm process. */
final class StreamSection implements Section.Work {
    @Override
    public Section.Heap heap() {
        return Section.Heap.FIXED;
    }

    @Override
    public void measure(int part, Section.Task task, Path folder, BenchFigures figures) throws Exception {
        BigScan scan = BigScan.drawn(task.repetitions());
        try (Node node = Node.startWarm(NodeConfig.allInOne(folder, 0));
                PlainKafka plain = new PlainKafka(node.kafka());
                Scanners scanners = new Scanners(node.endpoints().mrd())) {
            new Pairs(
                            scan,
                            figures,
                            ThreadTimes::read,
                            () -> plain.move(scan.bytes()),
                            () -> scanners.play(scan.scan(), "rss"))
                    .run(task.pairs());
        }
    }
}
