package org.larmor.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes a cluster's topics and share groups what their definitions say, or finds what differs. Creates, grows and sets;
 * never deletes, lowers nothing that keeps data or copies unless it is told to, and can be repeated.
 */
public final class TopicAdmin implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Admin admin;
    private final KafkaConnection kafka;
    private final AdminAnswers answers;
    private final Duration timeout;

    private TopicAdmin(Admin admin, KafkaConnection kafka, Duration timeout) {
        this.admin = admin;
        this.kafka = kafka;
        this.timeout = timeout;
        this.answers = new AdminAnswers(kafka, timeout);
    }

    /** @throws BusException where the address is none; that nobody answers there is seen later */
    public static TopicAdmin connect(KafkaConnection kafka) {
        return connect(kafka, TIMEOUT);
    }

    static TopicAdmin connect(KafkaConnection kafka, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        try {
            return new TopicAdmin(
                    kafka.admin(Map.of(
                            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2)),
                    kafka,
                    timeout);
        } catch (KafkaException e) {
            throw new BusException("no Kafka address: " + kafka, e);
        }
    }

    /** A topic as it is on the cluster. */
    public record State(String name, int partitions, int replicas, Map<String, String> config) {}

    /** Those of {@link Topics#names} that the cluster has, in that order. */
    public List<State> list() {
        Map<String, TopicDescription> present = describe(Topics.names());
        Map<String, Config> configs = configs(present.keySet());
        return Topics.names().stream().filter(present::containsKey).map(name -> {
            TopicDescription topic = present.get(name);
            Map<String, String> config = configs.get(name).entries().stream()
                    .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .collect(Collectors.toMap(ConfigEntry::name, entry -> String.valueOf(entry.value())));
            return new State(name, topic.partitions().size(), replicas(topic), config);
        }).toList();
    }

    /** What {@link #apply} would do, and what it would not. */
    public List<TopicChange> diff(TopicPlan plan) {
        int brokers = brokers();
        List<TopicChange> changes = new ArrayList<>();
        Map<String, TopicDescription> present = describe(plan.specs().stream().map(TopicSpec::name).toList());
        Map<String, Config> configs = configs(present.keySet());
        for (TopicSpec spec : asWide(plan, present).specs()) {
            TopicDescription topic = present.get(spec.name());
            changes.addAll(topic == null
                    ? TopicDiff.missing(spec, brokers)
                    : TopicDiff.present(
                            spec,
                            topic.partitions().size(),
                            replicas(topic),
                            configs.get(spec.name()),
                            brokers,
                            plan.lower()));
        }
        for (Map.Entry<Pool, Config> group : groups(plan.pools()).entrySet()) {
            changes.addAll(GroupSettings.differences(group.getKey(), group.getValue(), plan.lock()));
        }
        return changes;
    }

    private static TopicPlan asWide(TopicPlan plan, Map<String, TopicDescription> present) {
        TopicDescription index = present.get(Topics.INDEX.name());
        return index == null ? plan : plan.asWideAs(index.partitions().size());
    }

    /**
     * Applies the definitions, waits until the cluster shows it, and returns what {@link #diff} said before. Refusals are
     * among it; what is refused is left as it is.
     */
    public List<TopicChange> apply(TopicPlan plan) {
        List<TopicChange> changes = diff(plan);
        int brokers = brokers();
        Map<String, TopicSpec> byName = plan.specs().stream().collect(Collectors.toMap(TopicSpec::name, spec -> spec));
        List<NewTopic> created = new ArrayList<>();
        Map<String, NewPartitions> grown = new HashMap<>();
        Map<ConfigResource, Collection<AlterConfigOp>> set = new HashMap<>();
        for (TopicChange change : changes) {
            switch (change) {
                case TopicChange.Create(String topic, int partitions, int replicas) ->
                    created.add(new NewTopic(topic, partitions, (short) replicas)
                            .configs(byName.get(topic).config(brokers)));
                case TopicChange.Grow(String topic, int from, int to) -> grown.put(topic, NewPartitions.increaseTo(to));
                case TopicChange.Set(String topic, String setting, String from, String to) ->
                    put(set, ConfigResource.Type.TOPIC, topic, setting, to);
                case TopicChange.SetGroup(String group, String setting, String from, String to) ->
                    put(set, ConfigResource.Type.GROUP, group, setting, to);
                case TopicChange.Refused _, TopicChange.Note _ -> {}
            }
        }
        // what is set is in force sooner than topics are made, and a broker does what it learns in order
        answers.await(admin.incrementalAlterConfigs(set).all());
        create(created);
        answers.await(admin.createPartitions(grown).all());
        if (changes.stream().anyMatch(TopicChange::isAction)) {
            awaitShown(plan);
        }
        return changes;
    }

    private static void put(
            Map<ConfigResource, Collection<AlterConfigOp>> set,
            ConfigResource.Type type,
            String name,
            String setting,
            String to) {
        set.computeIfAbsent(new ConfigResource(type, name), _ -> new ArrayList<>())
                .add(new AlterConfigOp(new ConfigEntry(setting, to), AlterConfigOp.OpType.SET));
    }

    /** A broker learns of a change a little after the controller has made it. */
    private void awaitShown(TopicPlan plan) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (diff(plan).stream().anyMatch(TopicChange::isAction)) {
            if (System.nanoTime() > deadline) {
                throw new BusException("Kafka at " + kafka + " does not show the topics as they were made");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }

    /** Registered brokers, those that are down among them: a cluster is no smaller for an hour without one. */
    private int brokers() {
        return answers.await(admin.describeCluster(new DescribeClusterOptions().includeFencedBrokers(true)).nodes())
                .size();
    }

    private void create(List<NewTopic> topics) {
        for (KafkaFuture<Void> topic : admin.createTopics(topics).values().values()) {
            try {
                answers.await(topic);
            } catch (BusException e) {
                // Another process that starts at the same time was first.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private Map<String, TopicDescription> describe(Collection<String> names) {
        Set<String> there = new HashSet<>(answers.await(admin.listTopics().names()));
        there.retainAll(names);
        return answers.await(admin.describeTopics(there).allTopicNames());
    }

    private Map<String, Config> configs(Collection<String> names) {
        List<ConfigResource> resources =
                names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
        return answers.await(admin.describeConfigs(resources).all()).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    private Map<Pool, Config> groups(List<Pool> pools) {
        Map<ConfigResource, Pool> resources = pools.stream().collect(Collectors.toMap(
                pool -> new ConfigResource(ConfigResource.Type.GROUP, pool.group()), pool -> pool));
        return answers.await(admin.describeConfigs(resources.keySet()).all()).entrySet().stream()
                .collect(Collectors.toMap(entry -> resources.get(entry.getKey()), Map.Entry::getValue));
    }

    private static int replicas(TopicDescription topic) {
        return topic.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
    }
}
