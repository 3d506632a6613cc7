package org.larmor.crash;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A job that its share group gives up without an answer, as after a last delivery whose worker died. */
@Tag("full")
@Timeout(300)
class VanishedJobIT {
    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void isGivenOutAgainAndItsScannerGetsEveryImage() throws Exception {
        LarmorProcess rest = rig.withBroker("rest", "broker,router,gateway").start();
        ScanRun scan = ScanRun.start(Scans.other(64, 3), rest, how -> how);
        // Somebody takes the jobs and says that they are never to be delivered again, without having done them.
        try (ShareConsumer<byte[], byte[]> thief = KafkaConnection.to(rest.endpoints().kafka())
                .shareConsumer(
                        ClientSettings.shareConsumer(Pool.CLASSIC.group()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            thief.subscribe(List.of(Pool.CLASSIC.jobs().name()));
            int[] taken = new int[1];
            await("the jobs are taken").atMost(Duration.ofMinutes(1)).until(() -> {
                thief.poll(Duration.ofMillis(200)).forEach(job -> {
                    thief.acknowledge(job, AcknowledgeType.REJECT);
                    taken[0]++;
                });
                thief.commitSync();
                return taken[0] >= 3;
            });
        }
        rig.against(rest, "worker", "worker").start();
        scan.awaitEveryFrameOnce();
        assertThat(rest.log()).contains("its job ended without an answer");
    }
}
