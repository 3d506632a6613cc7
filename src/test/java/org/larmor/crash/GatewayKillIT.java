package org.larmor.crash;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** One of two gateways is killed in the middle of a scan: its scanner notices, the other's does not, and it comes back. */
@Tag("full")
@Timeout(900)
class GatewayKillIT {
    private static final int ROUNDS = 10;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void theOtherGatewaysScannersNoticeNothingAgainAndAgain() throws Exception {
        LarmorProcess rest = rig.withBroker("rest", "broker,router,worker").start();
        LarmorProcess killed = rig.against(rest, "killed", "gateway").start();
        LarmorProcess other = rig.against(rest, "other", "gateway").start();
        Set<String> scans = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            ScanRun broken = ScanRun.start(Scans.small(6), killed, how -> how.withFramesPerSecond(8));
            ScanRun whole = ScanRun.start(Scans.other(96, 12), other, how -> how.withFramesPerSecond(8));
            broken.awaitImages(1 + round % 5);
            killed.kill();
            assertThat(broken.awaitEnd().closed()).isFalse();
            assertThat(broken.arrivals()).extracting(ScanRun.Arrival::frame).doesNotHaveDuplicates();
            whole.awaitEveryFrameOnce();
            scans.add(whole.arrivals().getFirst().scan());
            killed.start();
            ScanRun next = ScanRun.start(Scans.small(2), killed, how -> how);
            next.awaitEveryFrameOnce();
            scans.add(next.arrivals().getFirst().scan());
        }
        assertThat(scans).hasSize(2 * ROUNDS);
    }
}
