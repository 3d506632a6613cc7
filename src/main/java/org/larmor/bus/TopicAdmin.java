package org.larmor.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes a cluster's topics and share groups what their definitions say. Creates, grows and sets; never deletes, and can
 * be repeated.
 */
public final class TopicAdmin implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Admin admin;
    private final KafkaConnection kafka;

    private final Duration timeout;

    private TopicAdmin(Admin admin, KafkaConnection kafka, Duration timeout) {
        this.admin = admin;
        this.kafka = kafka;
        this.timeout = timeout;
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

    /** Those of {@link Topics#ALL} and {@link Topics#INTERNAL} that the cluster has, in that order. */
    public List<State> list() {
        List<String> names = new ArrayList<>();
        Topics.ALL.forEach(topic -> names.add(topic.name()));
        names.addAll(Topics.INTERNAL);
        Map<String, TopicDescription> present = describe(names);
        Map<String, Config> configs = configs(present.keySet());
        return names.stream().filter(present::containsKey).map(name -> {
            TopicDescription topic = present.get(name);
            Map<String, String> config = configs.get(name).entries().stream()
                    .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .collect(Collectors.toMap(ConfigEntry::name, entry -> String.valueOf(entry.value())));
            return new State(name, topic.partitions().size(), replicas(topic), config);
        }).toList();
    }

    /** What {@link #apply} would do, and what it would not. */
    public List<TopicChange> diff() {
        return diff(TopicSpec.all());
    }

    List<TopicChange> diff(List<TopicSpec> specs) {
        int brokers = await(admin.describeCluster().nodes()).size();
        Map<String, TopicDescription> present = describe(specs.stream().map(TopicSpec::name).toList());
        Map<String, Config> configs = configs(present.keySet());
        List<TopicChange> changes = new ArrayList<>();
        for (TopicSpec spec : specs) {
            TopicDescription topic = present.get(spec.name());
            changes.addAll(topic == null
                    ? TopicDiff.missing(spec, brokers)
                    : TopicDiff.present(
                            spec, topic.partitions().size(), replicas(topic), configs.get(spec.name()), brokers));
        }
        return changes;
    }

    /**
     * Applies the definitions, waits until the cluster shows it, and returns what {@link #diff} said before. Refusals are
     * among it; what is refused is left as it is.
     */
    public List<TopicChange> apply() {
        return apply(TopicSpec.all());
    }

    List<TopicChange> apply(List<TopicSpec> specs) {
        List<TopicChange> changes = diff(specs);
        int brokers = await(admin.describeCluster().nodes()).size();
        Map<String, TopicSpec> byName = specs.stream().collect(Collectors.toMap(TopicSpec::name, spec -> spec));
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
                    set.computeIfAbsent(new ConfigResource(ConfigResource.Type.TOPIC, topic), _ -> new ArrayList<>())
                            .add(new AlterConfigOp(new ConfigEntry(setting, to), AlterConfigOp.OpType.SET));
                case TopicChange.Refused _, TopicChange.Note _ -> {}
            }
        }
        create(created);
        await(admin.createPartitions(grown).all());
        await(admin.incrementalAlterConfigs(set).all());
        if (changes.stream().anyMatch(TopicChange::isAction)) {
            awaitShown(specs);
        }
        return changes;
    }

    /** A broker learns of a change a little after the controller has made it. */
    private void awaitShown(List<TopicSpec> specs) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (diff(specs).stream().anyMatch(TopicChange::isAction)) {
            if (System.nanoTime() > deadline) {
                throw new BusException("Kafka at " + kafka + " does not show the topics as they were made");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * Sets up both pools' share groups. To be done before the first job is written: a group without it starts at the end
     * of the queue and never sees what was there before.
     *
     * @param lock how long a worker holds a job without renewing it; the broker's bounds apply (15 to 60 s where they are
     *     not changed, down to 1 s on the embedded broker)
     */
    public void configureShareGroups(Duration lock) {
        Map<ConfigResource, Collection<AlterConfigOp>> settings = new HashMap<>();
        for (Pool pool : Pool.values()) {
            settings.put(new ConfigResource(ConfigResource.Type.GROUP, pool.group()), List.of(
                    set("share.auto.offset.reset", "earliest"),
                    set("share.record.lock.duration.ms", String.valueOf(lock.toMillis()))));
        }
        await(admin.incrementalAlterConfigs(settings).all());
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private void create(List<NewTopic> topics) {
        for (KafkaFuture<Void> topic : admin.createTopics(topics).values().values()) {
            try {
                await(topic);
            } catch (BusException e) {
                // Another process that starts at the same time was first.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private Map<String, TopicDescription> describe(Collection<String> names) {
        Set<String> there = new HashSet<>(await(admin.listTopics().names()));
        there.retainAll(names);
        return await(admin.describeTopics(there).allTopicNames());
    }

    private Map<String, Config> configs(Collection<String> names) {
        List<ConfigResource> resources =
                names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
        return await(admin.describeConfigs(resources).all()).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    private static int replicas(TopicDescription topic) {
        return topic.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
    }

    private <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw new BusException("no answer from Kafka at " + kafka + " within " + timeout.toMillis() + " ms",
                        cause);
            }
            throw new BusException("Kafka at " + kafka + " refused: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new BusException("no answer from Kafka at " + kafka, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted while waiting for Kafka at " + kafka, e);
        }
    }
}
