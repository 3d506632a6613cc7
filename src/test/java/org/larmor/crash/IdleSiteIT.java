package org.larmor.crash;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A site on which nothing happens for longer than its data is kept, as over a weekend. */
@Tag("full")
@Timeout(300)
class IdleSiteIT {
    private static final Duration KEPT = Duration.ofSeconds(15);

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void isAsGoodAfterwardsAsBefore() throws Exception {
        LarmorProcess site = rig.withBroker("site", "broker,router,worker,gateway").start();
        ScanRun friday = ScanRun.start(Scans.small(2), site, how -> how.withConfig("sense"));
        friday.awaitEveryFrameOnce();
        try (Admin admin = KafkaConnection.to(site.endpoints().kafka()).admin(Map.of())) {
            ConfigResource data = new ConfigResource(ConfigResource.Type.TOPIC, Topics.DATA.name());
            ConfigEntry kept = new ConfigEntry("retention.ms", String.valueOf(KEPT.toMillis()));
            admin.incrementalAlterConfigs(Map.of(data, List.of(new AlterConfigOp(kept, AlterConfigOp.OpType.SET))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            await("what the scan sent is no longer kept")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> firstKept(admin) > 0);
        }
        assertThat(site.metric("larmor_backlog_retention_used", "")).isZero();
        ScanRun monday = ScanRun.start(Scans.small(2), site, how -> how.withConfig("sense"));
        monday.awaitEveryFrameOnce();
        assertThat(monday.texts()).noneMatch(text -> text.contains("behind"));
        assertThat(site.log()).doesNotContain("Backlog NEAR", "Backlog FULL");
    }

    /** Over all partitions of the data, the highest first offset that is still there. */
    private static long firstKept(Admin admin) throws Exception {
        long first = 0;
        for (int partition = 0; partition < 4; partition++) {
            TopicPartition place = new TopicPartition(Topics.DATA.name(), partition);
            first = Math.max(first, admin.listOffsets(Map.of(place, OffsetSpec.earliest()))
                    .partitionResult(place)
                    .get(30, TimeUnit.SECONDS)
                    .offset());
        }
        return first;
    }
}
