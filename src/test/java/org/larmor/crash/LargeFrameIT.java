package org.larmor.crash;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.sim.ScanReport;

import static org.assertj.core.api.Assertions.assertThat;

/** A frame that takes more than the worker may load, and small ones beside it. */
@Timeout(300)
class LargeFrameIT {
    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void isAnsweredInWordsAndTheSmallOnesCome() throws Exception {
        LarmorProcess site =
                rig.withBroker("site", "broker,router,worker,gateway", "--worker-memory", "512k").start();
        ScanRun large = ScanRun.start(Scans.large(2), site, how -> how);
        ScanRun small = ScanRun.start(Scans.small(3), site, how -> how);
        small.awaitEveryFrameOnce();
        ScanReport report = large.awaitEnd();
        assertThat(report.images()).isZero();
        assertThat(report.closed()).isTrue();
        assertThat(report.texts()).hasSize(2).allSatisfy(text -> assertThat(text)
                .startsWith("ERR frame ")
                .matches(".*the frame takes \\d\\.\\d MB to load, at most 0\\.5 MB are there for it \\(--worker-memory\\)"));
    }
}
