package org.larmor.crash;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A worker dies in the middle of a scan, with work in its hands; another one goes on. */
@Timeout(1200)
class WorkerKillIT {
    private static final List<String> POINTS = List.of(
            "worker.job-taken", "worker.chunks-loaded", "worker.reconstructed", "worker.results-written");
    private static final int HALTED = 137;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void everyImageComesOnceThoughTheWorkerDies() throws Exception {
        rounds(List.of("worker.reconstructed=halt@3", "worker.results-written=halt@3"));
    }

    @Test
    @Tag("full")
    void everyImageComesOnceWhereverTheWorkerDies() throws Exception {
        Stream<String> rounds = IntStream.range(0, 10)
                .mapToObj(round -> POINTS.get(round % POINTS.size()) + "=halt@" + (1 + round % 5));
        rounds(rounds.toList());
    }

    private void rounds(List<String> failPoints) throws Exception {
        LarmorProcess rest = rig.withBroker("rest", "broker,gateway,router").start();
        LarmorProcess worker = rig.against(rest, "worker", "worker");
        for (String failPoint : failPoints) {
            worker.start(failPoint);
            ScanRun scan = ScanRun.start(Scans.small(4), rest, how -> how.withFramesPerSecond(4));
            assertThat(worker.awaitExit()).isEqualTo(HALTED);
            long killed = System.nanoTime();
            assertThat(scan.ended()).as("the scan's end before the worker's").isFalse();
            worker.start();
            Figures.show("worker started again after " + failPoint, worker.age());
            scan.awaitEveryFrameOnce();
            Figures.showNext(failPoint, scan.firstImageAfter(killed));
            Figures.show("last image after " + failPoint, scan.lastImageAfter(killed));
            worker.kill();
        }
    }

    @Test
    @Tag("full")
    void aKillAtAnyMomentLosesNothing() throws Exception {
        LarmorProcess rest = rig.withBroker("rest", "broker,gateway,router").start();
        LarmorProcess worker = rig.against(rest, "worker", "worker").start();
        ScanRun scan = ScanRun.start(Scans.small(4), rest, how -> how.withFramesPerSecond(4));
        scan.awaitImages(4);
        worker.kill();
        long killed = System.nanoTime();
        worker.start();
        scan.awaitEveryFrameOnce();
        Figures.showNext("kill -9 of the worker", scan.firstImageAfter(killed));
        Figures.show("last image after kill -9 of the worker", scan.lastImageAfter(killed));
    }
}
