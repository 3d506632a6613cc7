package org.larmor.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.larmor.bus.ClientSettings;
import org.larmor.telemetry.Telemetry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that one thread holds of its share group: takes them, renews their locks, settles them. All that was polled
 * has to be acknowledged before the next poll, and what was renewed comes back from a later one; both stays in here.
 */
final class JobLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobLease.class);
    private static final Duration FETCH_BACK = Duration.ofMillis(20);
    private static final Duration UNKNOWN_LOCK = Duration.ofSeconds(15);

    private record Position(int partition, long offset) {
        static Position of(ConsumerRecord<?, ?> record) {
            return new Position(record.partition(), record.offset());
        }
    }

    private final ShareConsumer<byte[], byte[]> consumer;
    private final Map<Position, ConsumerRecord<byte[], byte[]>> held = new LinkedHashMap<>();
    /** Renewed, but not yet given out again. */
    private final Set<Position> away = new HashSet<>();

    private final Telemetry.Binding binding;
    private long renewedAt;

    JobLease(WorkerSettings settings, Telemetry telemetry) {
        this(
                settings.kafka().shareConsumer(client(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                telemetry,
                settings.pool().jobs().name());
    }

    JobLease(ShareConsumer<byte[], byte[]> consumer, Telemetry telemetry, String topic) {
        this.consumer = consumer;
        this.binding = telemetry.bind(consumer);
        consumer.setAcknowledgementCommitCallback((offsets, failure) -> {
            if (failure != null) {
                offsets.forEach((partition, lost) -> lost.forEach(
                        offset -> away.remove(new Position(partition.partition(), offset))));
                LOG.warn("acknowledgement of {} not taken: {}", offsets, failure.toString());
            }
        });
        consumer.subscribe(List.of(topic));
    }

    private static Map<String, Object> client(WorkerSettings settings) {
        Map<String, Object> client = new HashMap<>(
                ClientSettings.shareConsumer(settings.pool().group()));
        client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batch());
        // A loop may wait for its turn for as long as no job comes; a member that had left the group would have to join it anew.
        client.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE);
        return client;
    }

    /** Waits so long for jobs, at most the batch limit; everything held before must be settled. */
    List<ConsumerRecord<byte[], byte[]>> take(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            held.put(Position.of(record), record);
        }
        renewedAt = System.nanoTime();
        return new ArrayList<>(held.values());
    }

    /** Renews the locks of all that is held, when a third of their time has passed. */
    void renewWhenDue() {
        if (!held.isEmpty() && System.nanoTime() - renewedAt >= lock().dividedBy(3).toNanos()) {
            renewedAt = System.nanoTime();
            renew();
        }
        if (!away.isEmpty()) {
            fetchBack();
        }
    }

    private void renew() {
        held.values().forEach(record -> consumer.acknowledge(record, AcknowledgeType.RENEW));
        away.addAll(held.keySet());
        held.clear();
    }

    /** Accepts or releases; the broker is told with the next take or at the end. */
    void settle(ConsumerRecord<byte[], byte[]> record, Outcome outcome) {
        Position position = Position.of(record);
        while (away.contains(position) && System.nanoTime() - renewedAt < lock().toNanos()) {
            fetchBack();
        }
        if (held.remove(position) != null) {
            consumer.acknowledge(record, outcome.acknowledgement());
        } else {
            LOG.warn("the lock of job {} was lost: its result will not be the only one", position);
        }
        away.remove(position);
    }

    /** Tells the broker at once what was settled, for when the next take is not near. */
    void flush() {
        consumer.commitAsync();
    }

    /** What is renewed comes back from a poll, but does not end it: so polls are short. */
    private void fetchBack() {
        // what came back before the rest has to be acknowledged before the next poll
        renew();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(FETCH_BACK)) {
            if (away.remove(Position.of(record))) {
                held.put(Position.of(record), record);
            } else {
                consumer.acknowledge(record, AcknowledgeType.RELEASE);
            }
        }
    }

    private Duration lock() {
        return consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(UNKNOWN_LOCK);
    }

    /** Releases what is held. */
    @Override
    public void close() {
        held.values().forEach(record -> consumer.acknowledge(record, AcknowledgeType.RELEASE));
        held.clear();
        away.clear();
        binding.close();
        consumer.close(Duration.ofSeconds(5));
    }
}
