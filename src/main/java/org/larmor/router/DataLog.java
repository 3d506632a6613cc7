package org.larmor.router;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.larmor.bus.Topics;

/** What {@code mrd.data} holds now, by partition. */
final class DataLog {
    /**
     * A partition.
     *
     * @param begin first offset that is kept
     * @param end offset that the next record gets
     * @param bytes of its largest copy
     */
    record Partition(long begin, long end, long bytes) {
        /** About how many bytes were stored since an offset, taking records to be of one size; all, if it is gone. */
        long since(long offset) {
            if (offset >= end) {
                return 0;
            }
            return Math.round((double) bytes * (end - Math.max(begin, offset)) / (end - begin));
        }
    }

    private final Map<Integer, Partition> partitions;
    private final Optional<DiskSpace> disk;

    private DataLog(Map<Integer, Partition> partitions, Optional<DiskSpace> disk) {
        this.partitions = partitions;
        this.disk = disk;
    }

    /** The fullest disk; empty where no broker says. */
    Optional<DiskSpace> disk() {
        return disk;
    }

    static DataLog describe(Admin admin) throws InterruptedException, ExecutionException {
        String topic = Topics.DATA.name();
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().forEach(p -> {
            first.put(new TopicPartition(topic, p.partition()), OffsetSpec.earliest());
            last.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest());
        });
        Map<TopicPartition, ListOffsetsResultInfo> begins = admin.listOffsets(first).all().get();
        Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(last).all().get();
        List<LogDirDescription> folders = folders(admin);
        Map<TopicPartition, Long> sizes = sizes(folders);
        Map<Integer, Partition> partitions = new HashMap<>();
        for (TopicPartition p : first.keySet()) {
            partitions.put(p.partition(), new Partition(
                    begins.get(p).offset(), ends.get(p).offset(), sizes.getOrDefault(p, 0L)));
        }
        return new DataLog(partitions, disk(folders));
    }

    /** About how many bytes a partition got since an offset; 0 for a partition that is not there. */
    long bytesSince(int partition, long offset) {
        Partition found = partitions.get(partition);
        return found == null ? 0 : found.since(offset);
    }

    private static List<LogDirDescription> folders(Admin admin) throws InterruptedException, ExecutionException {
        List<Integer> brokers = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                .flatMap(folders -> folders.values().stream())
                .toList();
    }

    private static Map<TopicPartition, Long> sizes(List<LogDirDescription> folders) {
        Map<TopicPartition, Long> sizes = new HashMap<>();
        for (LogDirDescription folder : folders) {
            for (Map.Entry<TopicPartition, ReplicaInfo> copy : folder.replicaInfos().entrySet()) {
                sizes.merge(copy.getKey(), copy.getValue().size(), Math::max);
            }
        }
        return sizes;
    }

    private static Optional<DiskSpace> disk(List<LogDirDescription> folders) {
        return folders.stream()
                .filter(folder -> folder.totalBytes().isPresent() && folder.usableBytes().isPresent())
                .map(folder -> new DiskSpace(
                        folder.totalBytes().getAsLong(), folder.usableBytes().getAsLong()))
                .min(Comparator.comparingLong(DiskSpace::room));
    }
}
