package org.larmor.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;

/** Finds what separates a cluster from a definition. */
final class TopicDiff {
    private static final Set<String> CO_PARTITIONED =
            Topics.CO_PARTITIONED.stream().map(Topic::name).collect(Collectors.toSet());

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
    static List<TopicChange> present(TopicSpec spec, int partitions, int replicas, Config config, int brokers) {
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
            if (!value.equals(now)) {
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

    private static TopicChange partitionsDiffer(TopicSpec spec, int partitions) {
        if (CO_PARTITIONED.contains(spec.name())) {
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
