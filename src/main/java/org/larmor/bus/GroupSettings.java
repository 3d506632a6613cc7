package org.larmor.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;

/** What the share groups of all pools have to be set to, before the first job is written. */
final class GroupSettings {
    /** A group without it starts at the end of the queue and never sees what was there before. */
    private static final String RESET = "share.auto.offset.reset";

    private static final String LOCK = "share.record.lock.duration.ms";
    private static final String DELIVERIES = "share.delivery.count.limit";

    /** The most that brokers allow where they are not changed: workers that are killed must not cost a job its attempts. */
    private static final int MOST_DELIVERIES = 10;

    private GroupSettings() {}

    /** @param lock how long a worker holds a job without renewing it */
    static Map<String, String> wanted(Duration lock) {
        return Map.of(
                RESET, "earliest",
                LOCK, String.valueOf(lock.toMillis()),
                DELIVERIES, String.valueOf(MOST_DELIVERIES));
    }

    static List<TopicChange> differences(Pool pool, Config config, Duration lock) {
        Map<String, String> now = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                now.put(entry.name(), entry.value());
            }
        }
        List<TopicChange> changes = new ArrayList<>();
        wanted(lock).forEach((setting, value) -> {
            String is = now.getOrDefault(setting, "");
            if (!is.equals(value)) {
                changes.add(new TopicChange.SetGroup(pool.group(), setting, is, value));
            }
        });
        return changes;
    }

    /** Whether jobs would be lost without the change. */
    static boolean isNeeded(TopicChange.SetGroup change) {
        return change.setting().equals(RESET);
    }
}
