package org.larmor.crash;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A job that takes three times its lock's length stays with its worker. */
@Tag("full")
@Timeout(300)
class LongJobIT {
    private static final long LOCK_MS = 4000;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void runsOnceAndGivesOneImage() throws Exception {
        String lock = LOCK_MS + "ms";
        LarmorProcess rest = rig.withBroker("rest", "broker,gateway,router", "--job-lock", lock).start();
        // the other loop is idle and would take the job, were it free
        LarmorProcess worker = rig.against(rest, "worker", "worker", "--job-lock", lock, "--workers", "2")
                .start("worker.reconstructed=pause:" + (3 * LOCK_MS + 500));
        long begun = System.nanoTime();
        ScanRun scan = ScanRun.start(Scans.other(64, 1), rest, how -> how);
        scan.awaitEveryFrameOnce();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Figures.show("a job of 3 locks answered after", took);
        assertThat(took).isGreaterThan(Duration.ofMillis(3 * LOCK_MS));
        // who had it delivered again would still be at it
        await("all loops idle")
                .atMost(Duration.ofSeconds(60))
                .until(() -> worker.metric("larmor_worker_busy_loops", "") == 0);
        assertThat(worker.metric("larmor_jobs_total", "")).as("deliveries").isEqualTo(1);
        assertThat(worker.metric("larmor_jobs_total", "outcome=\"images\"")).isEqualTo(1);
    }
}
