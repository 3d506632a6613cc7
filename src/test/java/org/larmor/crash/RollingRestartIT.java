package org.larmor.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Every role is restarted, one process after the other, while eight scanners go on scanning. */
@Tag("full")
@Timeout(900)
class RollingRestartIT {
    private static final int SCANNERS = 8;
    private static final String SENT_AWAY = "shutting down";

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void nothingIsLostThoughEveryRoleIsRestarted() throws Exception {
        LarmorProcess broker = rig.withBroker("broker", "broker").start();
        List<LarmorProcess> gateways = List.of(
                rig.against(broker, "gateway-1", "gateway").start(), rig.against(broker, "gateway-2", "gateway").start());
        List<LarmorProcess> all = new ArrayList<>();
        for (String role : List.of("router", "worker", "trainer")) {
            all.add(rig.against(broker, role + "-1", role).start());
            all.add(rig.against(broker, role + "-2", role).start());
        }
        all.addAll(gateways);
        AtomicBoolean enough = new AtomicBoolean();
        List<Future<Integer>> scanners = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int scanner = 0; scanner < SCANNERS; scanner++) {
                scanners.add(threads.submit(scanning(gateways, scanner, enough)));
            }
            try {
                for (LarmorProcess process : all) {
                    process.stop();
                    process.start();
                    assertThat(scanners).as("scanners, after %s", process.name()).noneMatch(Future::isDone);
                }
            } finally {
                enough.set(true);
            }
            int scans = 0;
            for (Future<Integer> scanner : scanners) {
                scans += scanner.get();
            }
            System.out.println("rolling restart of " + all.size() + " processes: " + scans + " scans of " + SCANNERS
                    + " scanners, all of them whole");
            assertThat(scans).isGreaterThan(SCANNERS);
        }
    }

    /** One scan after the other, at whichever gateway takes it; every one that was begun has to come back whole. */
    private static Callable<Integer> scanning(List<LarmorProcess> gateways, int scanner, AtomicBoolean enough) {
        return () -> {
            int whole = 0;
            int turn = scanner;
            while (!enough.get()) {
                ScanRun scan = ScanRun.start(Scans.small(3), gateways.get(turn % gateways.size()), how -> how.withFramesPerSecond(3));
                if (scan.wasSentAway(SENT_AWAY)) {
                    turn++; // as a scanner, or what balances its load, would
                } else {
                    scan.awaitEveryFrameOnce();
                    whole++;
                }
            }
            return whole;
        };
    }
}
