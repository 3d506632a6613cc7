package org.larmor.crash;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.sim.ScanReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A gateway that is told to end lets its scans end first. */
@Timeout(180)
class DrainIT {
    /** What a JVM that a SIGTERM ends answers: 128 and the signal's number. */
    private static final int TERMINATED = 143;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void scansInProgressEndAndNoneBegins() throws Exception {
        LarmorProcess site = rig.withBroker("site", "broker,router,worker,gateway").start();
        ScanRun scan = ScanRun.start(Scans.small(6), site, how -> how.withFramesPerSecond(3));
        scan.awaitImages(2);
        site.terminate();
        await("not ready").atMost(Duration.ofSeconds(5)).until(() -> site.status("/health/ready") == 503);
        assertThat(site.status("/health/live")).as("still worth keeping").isEqualTo(200);
        ScanRun late = ScanRun.start(Scans.small(1), site, how -> how);
        late.awaitEnd();
        assertThat(late.arrivals()).isEmpty();
        assertThat(late.texts()).singleElement().asString().startsWith("ERR ").contains("shutting down");
        assertThat(scan.ended()).as("the scan in progress had ended").isFalse();
        scan.awaitEveryFrameOnce();
        assertThat(site.awaitExit()).isEqualTo(TERMINATED);
    }

    @Test
    @Tag("full")
    void aScanThatDoesNotEndIsBrokenOffWithTheReason() throws Exception {
        LarmorProcess site =
                rig.withBroker("site", "broker,router,worker,gateway", "--drain-timeout", "1500ms").start();
        ScanRun scan = ScanRun.start(Scans.small(400), site, how -> how.withFramesPerSecond(3));
        scan.awaitImages(1);
        site.terminate();
        ScanReport report = scan.awaitEnd();
        assertThat(scan.texts()).last().asString().startsWith("ERR ").contains("has not ended within 1 s");
        assertThat(report.images()).isLessThan(100);
        assertThat(site.awaitExit()).isEqualTo(TERMINATED);
    }
}
