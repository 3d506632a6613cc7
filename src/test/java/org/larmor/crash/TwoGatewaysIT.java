package org.larmor.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.sim.ScanReport;

import static org.assertj.core.api.Assertions.assertThat;

/** Two gateways on one broker read the same results, and each gives its scanners only theirs. */
@Tag("full")
@Timeout(300)
class TwoGatewaysIT {
    /** With the four partitions, some scans share one. */
    private static final int SCANS_EACH = 3;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void eachScannerGetsItsOwnImages() throws Exception {
        LarmorProcess rest = rig.withBroker("rest", "broker,router,worker").start();
        LarmorProcess left = rig.against(rest, "left", "gateway").launch();
        LarmorProcess right = rig.against(rest, "right", "gateway").launch();
        left.awaitReady();
        right.awaitReady();
        List<ScanRun> lefts = new ArrayList<>();
        List<ScanRun> rights = new ArrayList<>();
        for (int i = 0; i < SCANS_EACH; i++) {
            lefts.add(ScanRun.start(Scans.small(4), left, how -> how.withFramesPerSecond(8)));
            rights.add(ScanRun.start(Scans.other(96, 12), right, how -> how.withFramesPerSecond(8)));
        }
        Set<String> scans = new HashSet<>();
        for (ScanRun scan : lefts) {
            ScanReport report = scan.awaitEveryFrameOnce();
            assertThat(report.images()).isEqualTo(12);
            assertThat(scan.arrivals()).allSatisfy(arrival -> assertThat(arrival.columns()).isEqualTo(64));
            scans.add(scan.arrivals().getFirst().scan());
        }
        for (ScanRun scan : rights) {
            ScanReport report = scan.awaitEveryFrameOnce();
            assertThat(report.images()).isEqualTo(12);
            assertThat(scan.arrivals()).allSatisfy(arrival -> assertThat(arrival.columns()).isEqualTo(96));
            scans.add(scan.arrivals().getFirst().scan());
        }
        assertThat(scans).hasSize(2 * SCANS_EACH);
        assertThat(left.metric("larmor_images_total", "")).isEqualTo(12 * SCANS_EACH);
        assertThat(right.metric("larmor_images_total", "")).isEqualTo(12 * SCANS_EACH);
    }
}
