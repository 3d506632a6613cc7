package org.larmor.router;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Pool;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Job;

/**
 * Finds the oldest job that no worker has finished in each partition of each pool, and measures how near its oldest
 * chunk is to its removal. Not for more than one thread.
 */
final class BacklogProbe implements AutoCloseable {
    private static final Duration READS_WITHIN = Duration.ofSeconds(5);

    private final Admin admin;
    private final Consumer<String, Job> consumer;
    private final InstantSource clock;

    BacklogProbe(KafkaConnection kafka, InstantSource clock) {
        this.clock = clock;
        this.admin = kafka.admin(Map.of());
        Map<String, Object> settings = ClientSettings.consumer();
        settings.put("auto.offset.reset", "earliest"); // what expired is no longer waited for
        settings.put("max.poll.records", 1);
        this.consumer = kafka.consumer(
                settings, new StringDeserializer(), Topics.JOBS_CLASSIC.value().deserializer());
    }

    /** Of retention, the part that the job nearest to losing data has used up; 0 where none waits. */
    double measure() throws InterruptedException, ExecutionException {
        List<Job> oldest = new ArrayList<>();
        for (Pool pool : Pool.values()) {
            for (Map.Entry<TopicPartition, Long> waiting : waiting(pool).entrySet()) {
                read(waiting.getKey(), waiting.getValue()).ifPresent(oldest::add);
            }
        }
        if (oldest.isEmpty()) {
            return 0;
        }
        DataLog log = DataLog.describe(admin);
        Config config = dataConfig();
        long maxAge = number(config, TopicConfig.RETENTION_MS_CONFIG);
        long maxBytes = number(config, TopicConfig.RETENTION_BYTES_CONFIG);
        double most = 0;
        for (Job job : oldest) {
            long age = clock.millis() - job.hops().stored() / 1000;
            long first = job.chunks().stream().mapToLong(ChunkRef::offset).min().orElse(Long.MAX_VALUE);
            long behind = log.bytesSince(job.partition(), first);
            most = Math.max(most, new RetentionUse(age, maxAge, behind, maxBytes).part());
        }
        return most;
    }

    /** By partition of the pool's jobs, the offset of the first that is not finished, where there is one. */
    private Map<TopicPartition, Long> waiting(Pool pool) throws InterruptedException, ExecutionException {
        String topic = pool.jobs().name();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()
                .forEach(p -> ends.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
        Map<TopicPartition, SharePartitionOffsetInfo> starts = starts(pool, List.copyOf(ends.keySet()));
        Map<TopicPartition, Long> waiting = new HashMap<>();
        for (var end : admin.listOffsets(ends).all().get().entrySet()) {
            SharePartitionOffsetInfo start = starts.get(end.getKey());
            long from = start == null ? 0 : Math.max(0, start.startOffset());
            if (from < end.getValue().offset()) {
                waiting.put(end.getKey(), from);
            }
        }
        return waiting;
    }

    /** Where the pool's share group stands; nothing where no worker was ever there. */
    private Map<TopicPartition, SharePartitionOffsetInfo> starts(Pool pool, List<TopicPartition> partitions)
            throws InterruptedException, ExecutionException {
        try {
            return admin.listShareGroupOffsets(
                            Map.of(pool.group(), new ListShareGroupOffsetsSpec().topicPartitions(partitions)))
                    .partitionsToOffsetInfo(pool.group())
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    private Optional<Job> read(TopicPartition partition, long offset) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        long deadline = System.nanoTime() + READS_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, Job> record : consumer.poll(Duration.ofMillis(200))) {
                return Optional.ofNullable(record.value());
            }
        }
        return Optional.empty();
    }

    private Config dataConfig() throws InterruptedException, ExecutionException {
        ConfigResource data = new ConfigResource(ConfigResource.Type.TOPIC, Topics.DATA.name());
        return admin.describeConfigs(List.of(data)).all().get().get(data);
    }

    private static long number(Config config, String name) {
        return Long.parseLong(config.get(name).value());
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(READS_WITHIN);
    }
}
