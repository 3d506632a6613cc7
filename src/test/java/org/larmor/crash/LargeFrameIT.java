package org.larmor.crash;

import java.util.List;
import org.junit.jupiter.api.Tag;
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

    /** Six of 40 MB where the heap has 176 MB: a third of it holds one of them at a time. */
    @Test
    @Tag("full")
    void framesThatDoNotFitTogetherWaitForEachOther() throws Exception {
        LarmorProcess broker = rig.withBroker("broker", "broker,router,gateway").start();
        LarmorProcess worker = rig.process(
                        "worker",
                        List.of("-Xmx176m"),
                        "--roles", "worker", "--kafka", broker.endpoints().kafka())
                .start();
        ScanRun one = ScanRun.start(Scans.heavy(3), broker, how -> how);
        ScanRun other = ScanRun.start(Scans.heavy(3), broker, how -> how);
        ScanRun small = ScanRun.start(Scans.small(2), broker, how -> how);
        small.awaitEveryFrameOnce();
        one.awaitEveryFrameOnce();
        other.awaitEveryFrameOnce();
        assertThat(worker.isAlive()).isTrue();
    }
}
