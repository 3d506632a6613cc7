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

    /** Frames of 32 MiB that wait for a router that was away. */
    private static final int LATE_FRAMES = 3;

    /** Bytes of the disk that are free then: more than new scans have to leave, and less than what waits. */
    private static final long LEFT = 70L << 20;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void scansAreTakenWholeOrRefusedInWordsAndTheSiteLives() throws Exception {
        LarmorProcess site = rig.withBroker("site", "broker,gateway,router,worker");
        onSmallDisk(site, () -> {
            site.start();
            int whole = 0;
            int refused = 0;
            long least = Long.MAX_VALUE;
            for (int i = 0; i < SCANS; i++) {
                ScanRun scan = ScanRun.start(Scans.heavy(1), site, how -> how);
                ScanReport report = scan.awaitEnd();
                least = Math.min(least, usable(site));
                if (report.images() == 1) {
                    whole++;
                    continue;
                }
                refused++;
                assertThat(scan.texts()).anyMatch(text -> text.startsWith("ERR the log's disk"));
                // what retention gives up is gone soon
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> site.metric("larmor_disk_free_bytes", "") > 80e6);
            }
            Figures.show("scans of 32 MB that came whole, of " + SCANS, whole);
            Figures.show("refused for want of disk", refused);
            Figures.show("least free, MB", least / 1_000_000);
            assertThat(whole).isGreaterThan(SCANS / 2);
            assertThat(whole + refused).isEqualTo(SCANS);
            assertThat(site.metric("larmor_scans_total", "end=\"refused\"")).isEqualTo(refused);
            assertThat(site.isAlive()).isTrue();
            assertThat(site.get("/health/live")).isNotEmpty();
        });
    }

    /** What a router reads late lies on the disk already: it must not count as what still has to find room there. */
    @Test
    void routerThatCatchesUpWithMoreThanTheRoomThatIsLeftEndsNoScan() throws Exception {
        LarmorProcess rest = rig.withBroker("rest", "broker,gateway,worker");
        onSmallDisk(rest, () -> {
            rest.start();
            long free = usable(rest);
            ScanRun scan = ScanRun.start(Scans.heavy(LATE_FRAMES), rest, how -> how);
            await("the scan lies in the log")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> usable(rest) < free - (((long) LATE_FRAMES * 32) << 20));
            Files.write(rest.data().resolve("ballast"), new byte[(int) (usable(rest) - LEFT)]);
            rig.against(rest, "router", "router").start();
            scan.awaitEveryFrameOnce();
        });
    }

    private interface Trial {
        void run() throws Exception;
    }

    /** Runs this with the data of that process, which has not started yet, on a disk of 300 MB. */
    private static void onSmallDisk(LarmorProcess site, Trial trial) throws Exception {
        Files.createDirectories(site.data());
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", site.data().toString()) == 0,
                "only root can make a file system");
        try {
            trial.run();
            site.stop();
        } finally {
            site.close();
            assertThat(run("umount", site.data().toString())).isZero();
        }
    }

    private static long usable(LarmorProcess site) {
        return site.data().toFile().getUsableSpace();
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
