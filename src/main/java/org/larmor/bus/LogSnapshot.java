package org.larmor.bus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads all that is committed in a topic now, once. */
public final class LogSnapshot {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Without anything new for so long, the log is not to be had. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private LogSnapshot() {}

    /**
     * Gives each record to {@code taken}, each partition's in order.
     *
     * @throws BusException where there is no such topic, or the log stops answering
     */
    public static void read(KafkaConnection kafka, Topic<?, ?> topic, Consumer<ConsumerRecord<String, byte[]>> taken) {
        try (var consumer = kafka.consumer(
                ClientSettings.snapshotConsumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic.name()).stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                    .toList();
            if (all.isEmpty()) {
                throw new BusException("there is no topic " + topic);
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            long heard = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                records.forEach(taken);
                if (!records.isEmpty()) {
                    heard = System.nanoTime();
                } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw new BusException("no answer from Kafka at " + kafka + " about " + topic);
                }
            }
        }
    }
}
