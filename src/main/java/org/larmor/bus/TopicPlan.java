package org.larmor.bus;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a cluster's topics and share groups are to be.
 *
 * @param specs the topics
 * @param pools whose share groups
 * @param lock how long a worker holds a job without renewing it; the broker's bounds apply (15 to 60 s where they are not
 *     changed, down to 1 s on the embedded broker)
 * @param lower whether settings that keep data or copies may be lowered too
 */
public record TopicPlan(List<TopicSpec> specs, List<Pool> pools, Duration lock, boolean lower) {
    /** All that this program's definitions say. */
    public static final TopicPlan DEFINED = new TopicPlan(TopicSpec.all(), List.of(Pool.values()), Pool.LOCK, false);

    public TopicPlan {
        specs = List.copyOf(specs);
        pools = List.copyOf(pools);
    }

    public TopicPlan withLock(Duration of) {
        return new TopicPlan(specs, pools, of, lower);
    }

    /**
     * With other numbers of partitions and other settings; what these say nothing of stays as it is defined.
     *
     * @throws BusException where topics that have to have as many partitions as each other would not
     */
    public TopicPlan with(Collection<TopicSpec> others) {
        Map<String, TopicSpec> byName = others.stream().collect(Collectors.toMap(TopicSpec::name, spec -> spec));
        List<TopicSpec> all = specs.stream()
                .map(spec -> {
                    TopicSpec other = byName.get(spec.name());
                    return other == null ? spec : spec.with(other.config()).withPartitions(other.partitions());
                })
                .toList();
        Map<Integer, String> widths = all.stream()
                .filter(TopicDiff::isCoPartitioned)
                .collect(Collectors.toMap(TopicSpec::partitions, TopicSpec::name, (one, more) -> one, TreeMap::new));
        if (widths.size() > 1) {
            throw new BusException("the plan cannot work: a scan's records lie in one partition of several topics, but "
                    + widths.entrySet().stream()
                            .map(width -> width.getValue() + " would have " + width.getKey())
                            .collect(Collectors.joining(", ")));
        }
        return new TopicPlan(all, pools, lock, lower);
    }

    /** On a cluster that was made for a larger site: what has to have as many partitions as {@code mrd.index} has its number. */
    TopicPlan asWideAs(int partitions) {
        return new TopicPlan(
                specs.stream()
                        .map(spec -> TopicDiff.isCoPartitioned(spec) && spec.partitions() < partitions
                                ? spec.withPartitions(partitions)
                                : spec)
                        .toList(),
                pools,
                lock,
                lower);
    }

    public TopicPlan lowering(boolean too) {
        return new TopicPlan(specs, pools, lock, too);
    }

    /** On a disk that is no larger than that. */
    public TopicPlan within(DiskPlan disk) {
        return new TopicPlan(specs.stream().map(disk::fit).toList(), pools, lock, lower);
    }

    /**
     * Of what differs, that without which a role would lose data or cannot work.
     *
     * @param changes what {@link TopicAdmin#diff} says
     */
    public static List<TopicChange> needed(List<TopicChange> changes) {
        return changes.stream()
                .filter(change -> switch (change) {
                    case TopicChange.Create _ -> true;
                    case TopicChange.SetGroup group -> GroupSettings.isNeeded(group);
                    case TopicChange.Grow _, TopicChange.Set _, TopicChange.Refused _, TopicChange.Note _ -> false;
                })
                .toList();
    }
}
