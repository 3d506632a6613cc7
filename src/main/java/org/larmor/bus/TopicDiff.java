package org.larmor.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.TopicConfig;

/** Finds what separates a cluster from a definition. */
final class TopicDiff {
    private static final Set<String> CO_PARTITIONED =
            Stream.concat(Topics.CO_PARTITIONED.stream().map(Topic::name), Topics.INTERNAL.stream())
                    .collect(Collectors.toSet());

    /** Settings of which less keeps less: they are raised, and lowered only where that is asked for. */
    private static final Set<String> KEEPING = Set.of(
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
            TopicConfig.RETENTION_MS_CONFIG,
            TopicConfig.RETENTION_BYTES_CONFIG,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG);

    private TopicDiff() {}

    /** For a topic that the cluster lacks. */
    static List<TopicChange> missing(TopicSpec spec, int brokers) {
        List<TopicChange> changes = new ArrayList<>();
        changes.add(new TopicChange.Create(spec.name(), spec.partitions(), spec.replicas(brokers)));
        if (spec.replicas(brokers) < spec.replicas()) {
            changes.add(fewerCopies(spec, spec.replicas(brokers), brokers));
        }
        return changes;
    }

    /** For a topic that the cluster has. */
    static List<TopicChange> present(
            TopicSpec spec, int partitions, int replicas, Config config, int brokers, boolean lower) {
        List<TopicChange> changes = new ArrayList<>();
        if (partitions != spec.partitions()) {
            changes.add(partitionsDiffer(spec, partitions));
        }
        if (replicas < spec.replicas()) {
            changes.add(fewerCopies(spec, replicas, brokers));
        }
        Map<String, String> wanted = spec.config(brokers);
        wanted.forEach((setting, value) -> {
            ConfigEntry entry = config.get(setting);
            String now = entry == null || entry.value() == null ? "" : entry.value();
            if (!lower && keepsMore(setting, now, value)) {
                changes.add(new TopicChange.Note(
                        spec.name(), setting + "=" + now + " keeps more than " + value + " and is left as it is"));
            } else if (!value.equals(now)) {
                changes.add(new TopicChange.Set(spec.name(), setting, now, value));
            }
        });
        for (ConfigEntry entry : config.entries()) {
            if (entry.source() == ConfigSource.DYNAMIC_TOPIC_CONFIG && !wanted.containsKey(entry.name())) {
                changes.add(new TopicChange.Note(
                        spec.name(), "also sets " + entry.name() + "=" + entry.value() + ", which is left as it is"));
            }
        }
        return changes;
    }

    /** −1 stands for no bound. */
    private static boolean keepsMore(String setting, String now, String value) {
        if (!KEEPING.contains(setting) || now.isEmpty() || now.equals(value)) {
            return false;
        }
        long is = Long.parseLong(now);
        long wanted = Long.parseLong(value);
        return wanted >= 0 && (is < 0 || is > wanted);
    }

    static boolean isCoPartitioned(TopicSpec spec) {
        return CO_PARTITIONED.contains(spec.name());
    }

    private static TopicChange partitionsDiffer(TopicSpec spec, int partitions) {
        if (isCoPartitioned(spec)) {
            return new TopicChange.Refused(spec.name(), partitions + " partitions, not " + spec.partitions()
                    + ": a scan's records lie in one partition of several topics, so their counts stay as they are");
        }
        if (partitions > spec.partitions()) {
            return new TopicChange.Refused(spec.name(), partitions + " partitions, not " + spec.partitions()
                    + ": partitions cannot be taken away");
        }
        return new TopicChange.Grow(spec.name(), partitions, spec.partitions());
    }

    private static TopicChange fewerCopies(TopicSpec spec, int copies, int brokers) {
        return new TopicChange.Note(spec.name(), copies + " of " + spec.replicas() + " copies, on " + brokers
                + (brokers == 1 ? " broker" : " brokers"));
    }
}
