package org.larmor.crash;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A broker of its own is killed in the middle of a scan and comes back with its data at its address. */
@Timeout(1200)
class BrokerRestartIT {
    private static final int ROUNDS = 10;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    @Tag("full")
    void everyImageComesOnceThoughTheBrokerIsKilledAgainAndAgain() throws Exception {
        LarmorProcess broker = rig.withBroker("broker", "broker").start();
        LarmorProcess rest = rig.against(broker, "rest", "gateway,router,worker").start();
        String address = broker.endpoints().kafka();
        for (int round = 0; round < ROUNDS; round++) {
            int before = 1 + round % 8;
            ScanRun scan = ScanRun.start(Scans.small(4), rest, how -> how.withFramesPerSecond(4));
            scan.awaitImages(before);
            broker.kill();
            long killed = System.nanoTime();
            broker.start();
            assertThat(broker.endpoints().kafka()).isEqualTo(address);
            Figures.show("broker started again after kill -9", broker.age());
            scan.awaitEveryFrameOnce();
            Figures.showNext("kill -9 of the broker", scan.firstImageAfter(killed));
        }
        Figures.show("times the gateway's sends had to wait", rest.log().split("they wait", -1).length - 1);
    }
}
