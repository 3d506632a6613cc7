package org.larmor.crash;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A process without memory ends at once and says so, whichever thread met it; another process takes over. */
@Tag("full")
@Timeout(300)
class OutOfMemoryIT {
    private static final int STATUS = 3;

    @RegisterExtension
    private final Rig rig = new Rig();

    @ParameterizedTest
    @CsvSource({
        "worker, worker.chunks-loaded=exhaust-heap, java.lang.OutOfMemoryError: Java heap space",
        "worker, worker.chunks-loaded=exhaust-direct, out of memory (Cannot reserve",
        "router, router.event-handled=exhaust-direct@5, out of memory (Cannot reserve"
    })
    void endsTheProcess(String role, String failPoint, String line) throws Exception {
        String others = "broker,gateway," + (role.equals("worker") ? "router" : "worker");
        LarmorProcess rest = rig.withBroker("rest", others).start();
        LarmorProcess one = rig.process(
                role,
                List.of("-Xmx384m", "-XX:MaxDirectMemorySize=96m"),
                "--roles", role,
                "--kafka", rest.endpoints().kafka(),
                "--site-key", rest.data().resolve("site.key").toString());
        one.start(failPoint);
        ScanRun scan = ScanRun.start(Scans.small(2), rest, how -> how);
        assertThat(one.awaitExit()).as("exit status" + one.tail()).isEqualTo(STATUS);
        assertThat(one.log()).contains(line);
        one.start();
        scan.awaitEveryFrameOnce();
    }
}
