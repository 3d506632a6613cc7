package org.larmor.bus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DiskPlanTest {
    @Test
    void largeDiskLeavesTheDefinitionsAsTheyAre() {
        DiskPlan disk = new DiskPlan(1L << 40);
        for (TopicSpec spec : TopicSpec.all()) {
            assertThat(disk.fit(spec)).isEqualTo(spec);
        }
    }

    /** Retention removes whole segments: of each partition one more than it says may be there. */
    @ParameterizedTest
    @ValueSource(longs = {300L << 20, 2L << 30, 20L << 30, 60L << 30})
    void whatIsKeptFitsWithRoomToSpare(long bytes) {
        DiskPlan disk = new DiskPlan(bytes);
        long most = 0;
        for (Topic<?, ?> topic : java.util.List.of(Topics.DATA, Topics.RESULTS)) {
            TopicSpec spec = disk.fit(TopicSpec.of(topic.name()));
            long retention = Long.parseLong(spec.config().get("retention.bytes"));
            long segment = Long.parseLong(spec.config().get("segment.bytes"));
            assertThat(segment).isGreaterThan(ClientSettings.LARGEST_RECORD);
            most += spec.partitions() * (retention + segment);
        }
        assertThat(most).isLessThan(bytes * 19 / 20);
    }
}
