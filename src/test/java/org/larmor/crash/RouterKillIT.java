package org.larmor.crash;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;

/** The router dies in the middle of a scan; what it did and had not committed it does again. */
@Timeout(1200)
class RouterKillIT {
    private static final int HALTED = 137;

    @RegisterExtension
    private final Rig rig = new Rig();

    /** {@code RouterIT} kills one too. */
    @Test
    @Tag("full")
    void everyImageComesOnceThoughTheRouterIsKilled() throws Exception {
        LarmorProcess rest = rig.withBroker("rest", "broker,gateway,worker").start();
        LarmorProcess router = rig.against(rest, "router", "router").start();
        ScanRun scan = ScanRun.start(Scans.small(4), rest, how -> how.withFramesPerSecond(4));
        scan.awaitImages(4);
        router.kill();
        long killed = System.nanoTime();
        router.start();
        Figures.show("router started again after kill -9", router.age());
        scan.awaitEveryFrameOnce();
        Figures.showNext("kill -9 of the router", scan.firstImageAfter(killed));
    }

    @Test
    @Tag("full")
    void everyImageComesOnceWhereverTheRouterDies() throws Exception {
        // an opening, a chunk for each of 12 frames, an end; what the router wrote at once before it died may be out
        Stream<String> rounds = IntStream.of(1, 2, 3, 5, 6, 8, 10, 12, 13, 14)
                .mapToObj(event -> "router.event-handled=halt@" + event);
        rounds(rounds.toList());
    }

    private void rounds(List<String> failPoints) throws Exception {
        LarmorProcess rest = rig.withBroker("rest", "broker,gateway,worker").start();
        LarmorProcess router = rig.against(rest, "router", "router");
        SimulatedScan scanned = Scans.small(4);
        for (String failPoint : failPoints) {
            router.start(failPoint);
            ScanRun scan = ScanRun.start(scanned, rest, how -> how.withFramesPerSecond(8));
            assertThat(router.awaitExit()).isEqualTo(HALTED);
            long killed = System.nanoTime();
            router.start();
            scan.awaitEveryFrameOnce();
            Figures.showNext(failPoint, scan.firstImageAfter(killed));
            // Not killed: what it had not committed would be read again, and count for the next round's fail point.
            router.stop();
        }
    }
}
