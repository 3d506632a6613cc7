package org.larmor.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.bus.Topics;

import static org.assertj.core.api.Assertions.assertThat;

/** A cluster of three brokers with Kafka's own defaults loses one after the other, and a role starts while one is down. */
@Tag("full")
@Timeout(900)
class ClusterIT {
    private static final int SCANNERS = 16;

    /** What people look at may be a little behind. */
    private static final Set<String> LOOSE = Set.of(Topics.STATUS.name(), Topics.SCANS.name());

    /** Ends something at once. */
    private interface Killing {
        void kill() throws InterruptedException;
    }

    @RegisterExtension
    private final Rig rig = new Rig();

    @TempDir
    private Path folder;

    private KafkaCluster cluster;
    private LarmorProcess gateway;
    private LarmorProcess router;

    @BeforeEach
    void start() throws Exception {
        cluster = new KafkaCluster(folder);
        try (TopicAdmin admin = TopicAdmin.connect(KafkaConnection.to(cluster.bootstrap()))) {
            admin.apply(TopicPlan.DEFINED);
        }
        gateway = rig.process("gateway", List.of("-Xmx256m"), "--roles", "gateway", "--kafka", cluster.bootstrap()).start();
        router = role("router", "router");
        role("worker", "worker");
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void everyImageComesOnceThoughOneBrokerAfterTheOtherDies() throws Exception {
        role("second-router", "router");
        for (int broker = 0; broker < 3; broker++) {
            ScanRun scan = ScanRun.start(Scans.small(6), gateway, how -> how.withFramesPerSecond(2));
            scan.awaitImages(2);
            cluster.kill(broker);
            long killed = System.nanoTime();
            scan.awaitEveryFrameOnce();
            Figures.showNext("kill -9 of one broker of three", scan.firstImageAfter(killed));
            // a scan that begins while the broker is down
            ScanRun.start(Scans.small(2), gateway, how -> how).awaitEveryFrameOnce();
            // the router that does most is killed with the broker still down: its state is on the others
            if (broker == 2) {
                router.kill();
                ScanRun.start(Scans.small(2), gateway, how -> how).awaitEveryFrameOnce();
            }
            cluster.restart(broker);
        }
    }

    @Test
    void sixteenScannersLoseNothingThoughABrokerAWorkerAndTheRouterDie() throws Exception {
        LarmorProcess worker = role("second-worker", "worker");
        role("trainer", "trainer");
        role("standby-router", "router");
        List<ScanRun> scanners = new ArrayList<>();
        for (int scanner = 0; scanner < SCANNERS; scanner++) {
            scanners.add(ScanRun.start(Scans.small(20), gateway, how -> how.withFramesPerSecond(1)));
        }
        List<Killing> deaths = List.of(() -> cluster.kill(0), worker::kill, router::kill);
        List<String> dead = List.of("a broker of three", "a worker of two", "the router, with a standby");
        for (int i = 0; i < deaths.size(); i++) {
            int images = 8 + 12 * i;
            scanners.forEach(scan -> scan.awaitImages(images));
            assertThat(scanners).as("still scanning when %s is killed", dead.get(i)).noneMatch(ScanRun::ended);
            deaths.get(i).kill();
            long killed = System.nanoTime();
            scanners.forEach(scan -> scan.awaitImages(images + 1));
            Figures.showNext("kill -9 of " + dead.get(i) + ", 16 scanners", scanners.stream()
                    .flatMap(scan -> scan.firstImageAfter(killed).stream())
                    .max(Comparator.naturalOrder()));
        }
        for (ScanRun scan : scanners) {
            scan.awaitEveryFrameOnce();
        }
    }

    @Test
    void roleThatStartsWhileABrokerIsDownChangesNothing() throws Exception {
        Map<String, TopicAdmin.State> before = topics();
        assertThat(before.values()).allMatch(topic -> topic.replicas() == 3);
        assertThat(before.values()).allMatch(topic -> topic.config().get("min.insync.replicas").equals(LOOSE.contains(topic.name()) ? "1" : "2"));
        cluster.kill(1);
        role("another-worker", "worker");
        role("another-router", "router");
        rig.process("another-gateway", List.of("-Xmx256m"), "--roles", "gateway", "--kafka", cluster.bootstrap(),
                "--site-key", key()).start();
        ScanRun.start(Scans.small(2), gateway, how -> how).awaitEveryFrameOnce();
        assertThat(topics()).isEqualTo(before);
    }

    private LarmorProcess role(String name, String role) throws Exception {
        return rig.process(
                        name,
                        List.of("-Xmx256m"),
                        "--roles", role,
                        "--kafka", cluster.bootstrap(),
                        "--site-key", key())
                .start();
    }

    private String key() {
        return gateway.data().resolve("site.key").toString();
    }

    private Map<String, TopicAdmin.State> topics() {
        try (TopicAdmin admin = TopicAdmin.connect(KafkaConnection.to(cluster.bootstrap()))) {
            Map<String, TopicAdmin.State> topics = new HashMap<>();
            admin.list().forEach(topic -> topics.put(topic.name(), topic));
            return topics;
        }
    }
}
