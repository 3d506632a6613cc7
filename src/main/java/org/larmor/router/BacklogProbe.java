package org.larmor.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Pool;
import org.larmor.bus.Topics;

/**
 * Measures what the router's frames wait for. What waits is known to the router itself, by the answers that are due; a
 * share group's own offsets say only what is finished, and its first offset lies behind by what was finished last. All
 * times are the log's: now is when the newest record of {@code ops.status} was written, of which every process writes one
 * a second. Not for more than one thread.
 */
final class BacklogProbe implements AutoCloseable {
    private static final Duration READS_WITHIN = Duration.ofSeconds(5);

    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;

    BacklogProbe(KafkaConnection kafka) {
        this.admin = kafka.admin(Map.of());
        Map<String, Object> settings = ClientSettings.consumer();
        settings.put("auto.offset.reset", "earliest"); // what expired is no longer waited for
        settings.put("max.poll.records", 1);
        this.consumer = kafka.consumer(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The log's time now, ms since the epoch; −1 while there is no status yet. */
    long now() throws InterruptedException, ExecutionException {
        TopicPartition status = new TopicPartition(Topics.STATUS.name(), 0);
        return admin.listOffsets(Map.of(status, OffsetSpec.maxTimestamp()))
                .partitionResult(status)
                .get()
                .timestamp();
    }

    /** What the log holds, and its disks. */
    DataLog log() throws InterruptedException, ExecutionException {
        return DataLog.describe(admin);
    }

    /** Of retention, the part that the frame nearest to losing data has used up; 0 where none waits. */
    double used(DataLog log, Collection<Waiting> waiting, long now) throws InterruptedException, ExecutionException {
        if (waiting.isEmpty()) {
            return 0;
        }
        Config config = dataConfig();
        long maxAge = number(config, TopicConfig.RETENTION_MS_CONFIG);
        long maxBytes = number(config, TopicConfig.RETENTION_BYTES_CONFIG);
        double most = 0;
        for (Waiting one : waiting) {
            Awaited job = one.oldest();
            long age = Math.max(0, now - job.since());
            long behind = Math.max(0, log.bytesSince(one.partition(), job.first()) - job.bytes());
            long room = maxBytes > 0 ? Math.max(1, maxBytes - job.bytes()) : maxBytes;
            most = Math.max(most, new RetentionUse(age, maxAge, behind, room).part());
        }
        return most;
    }

    /** A partition of {@code mrd.index} and the job of it that waits longest. */
    record Waiting(int partition, Awaited oldest) {}

    /**
     * A pool's jobs.
     *
     * @param waiting how many are not done, those that workers have included
     */
    record PoolState(Backlog.Finished finished, long waiting) {}

    /** What each pool has finished, measured no earlier than {@code now}. */
    Map<Pool, PoolState> pools(long now) throws InterruptedException, ExecutionException {
        Map<Pool, PoolState> pools = new EnumMap<>(Pool.class);
        for (Pool pool : Pool.values()) {
            long before = now;
            long waiting = 0;
            for (Unfinished first : unfinished(pool)) {
                before = Math.min(before, timeOf(first.partition(), first.offset()));
                waiting += first.jobs();
            }
            pools.put(pool, new PoolState(new Backlog.Finished(before, now), waiting));
        }
        return pools;
    }

    /** The first offset of a partition that may be unfinished, and how many jobs are from there on. */
    private record Unfinished(TopicPartition partition, long offset, long jobs) {}

    /** Of the partitions of the pool's jobs, those of which something may be unfinished. */
    private List<Unfinished> unfinished(Pool pool) throws InterruptedException, ExecutionException {
        String topic = pool.jobs().name();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()
                .forEach(p -> ends.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
        Map<TopicPartition, SharePartitionOffsetInfo> groups = groups(pool, List.copyOf(ends.keySet()));
        List<Unfinished> unfinished = new ArrayList<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                admin.listOffsets(ends).all().get().entrySet()) {
            SharePartitionOffsetInfo group = groups.get(end.getKey());
            long from = group == null ? 0 : Math.max(0, group.startOffset());
            boolean nothingWaits = group != null && group.lag().orElse(-1L) == 0;
            if (!nothingWaits && from < end.getValue().offset()) {
                long behind = end.getValue().offset() - from;
                long jobs = group == null ? behind : group.lag().orElse(behind);
                unfinished.add(new Unfinished(end.getKey(), from, jobs));
            }
        }
        return unfinished;
    }

    /** Where the pool's share group stands; nothing where no worker was ever there. */
    private Map<TopicPartition, SharePartitionOffsetInfo> groups(Pool pool, List<TopicPartition> partitions)
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

    /** When the record at an offset, or the first that is kept behind it, was written; nothing is known without one. */
    private long timeOf(TopicPartition partition, long offset) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        long deadline = System.nanoTime() + READS_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                return record.timestamp();
            }
        }
        return Long.MIN_VALUE;
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
