package org.larmor.crash;

import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.sim.ScanReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A site whose data lie in a file system of 300 MB, which only root may make. Several times that much goes through it. */
@Tag("full")
@Timeout(900)
class SmallDiskIT {
    private static final int SCANS = 30;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void scansAreTakenWholeOrRefusedInWordsAndTheSiteLives() throws Exception {
        LarmorProcess site = rig.withBroker("site", "broker,gateway,router,worker");
        Files.createDirectories(site.data());
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", site.data().toString()) == 0,
                "only root can make a file system");
        try {
            site.start();
            int whole = 0;
            int refused = 0;
            long least = Long.MAX_VALUE;
            for (int i = 0; i < SCANS; i++) {
                ScanRun scan = ScanRun.start(Scans.heavy(1), site, how -> how);
                ScanReport report = scan.awaitEnd();
                least = Math.min(least, site.data().toFile().getUsableSpace());
                if (report.images() == 1) {
                    whole++;
                    continue;
                }
                refused++;
                assertThat(scan.texts()).anyMatch(text -> text.startsWith("ERR the log's disk"));
                // what retention gives up is gone soon
                await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(1)).until(
                        () -> site.metric("larmor_disk_free_bytes", "") > 80e6);
            }
            Figures.show("scans of 32 MB that came whole, of " + SCANS, whole);
            Figures.show("refused for want of disk", refused);
            Figures.show("least free, MB", least / 1_000_000);
            assertThat(whole).isGreaterThan(SCANS / 2);
            assertThat(whole + refused).isEqualTo(SCANS);
            assertThat(site.isAlive()).isTrue();
            assertThat(site.get("/health/live")).isNotEmpty();
            site.stop();
        } finally {
            site.close();
            assertThat(run("umount", site.data().toString())).isZero();
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
