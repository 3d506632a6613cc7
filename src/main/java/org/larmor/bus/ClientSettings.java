package org.larmor.bus;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The settings of every Kafka client of ours, by what it is for; {@link KafkaConnection} adds where the cluster is and how
 * it wants to be spoken to.
 */
public final class ClientSettings {
    /** The largest record, bytes; what the topics and the broker allow. */
    public static final int LARGEST_RECORD = 8 << 20;

    /** Small chunks are batched apart: a batch is what a reader of one of them has to fetch. */
    public static final int SMALL_BATCH = 128 << 10;

    private static final int PAYLOAD_BATCH = 1 << 20;
    private static final int EVENT_BATCH = 64 << 10;
    private static final int SHARED_FETCH = 16 << 10;
    /** How long the last metadata of a topic not written to is kept; sends must not have to fetch it anew. */
    private static final long KEPT_FOR_GOOD_MS = 365L * 24 * 3600 * 1000;

    private ClientSettings() {}

    /**
     * A producer of payload: large batches, every copy acknowledged, no duplicates, in order.
     *
     * @param bufferBytes bound of what is sent but not acknowledged
     */
    public static Map<String, Object> payloadProducer(long bufferBytes) {
        Map<String, Object> settings = eventProducer();
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, PAYLOAD_BATCH);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes);
        settings.put(ProducerConfig.SEND_BUFFER_CONFIG, 1 << 20);
        return settings;
    }

    /** The same for chunks of at most {@link #SMALL_BATCH}. */
    public static Map<String, Object> smallPayloadProducer(long bufferBytes) {
        Map<String, Object> settings = payloadProducer(bufferBytes);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, SMALL_BATCH);
        return settings;
    }

    /** A producer of small records that someone waits for: as {@link #payloadProducer}, but nothing lingers. */
    public static Map<String, Object> eventProducer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, EVENT_BATCH);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // k-space is noise to a compressor.
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, KEPT_FOR_GOOD_MS);
        return settings;
    }

    /**
     * Makes a producer's {@code send} throw rather than wait for longer than a millisecond, for event loops. Its topics'
     * metadata must be there before: {@link TopicMetadata#await}.
     */
    public static Map<String, Object> neverBlocking(Map<String, Object> producer) {
        Map<String, Object> settings = new HashMap<>(producer);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1);
        return settings;
    }

    /** A consumer of given partitions and offsets, without a group; an offset that is not there is an error. */
    public static Map<String, Object> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, LARGEST_RECORD);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * LARGEST_RECORD);
        settings.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20);
        return settings;
    }

    /** The same, of what is written in transactions: only what was committed is read. */
    public static Map<String, Object> committedConsumer() {
        Map<String, Object> settings = consumer();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return settings;
    }

    /** The same for who reads what is there and goes: nothing is waited for. */
    public static Map<String, Object> snapshotConsumer() {
        Map<String, Object> settings = committedConsumer();
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        return settings;
    }

    /** A member of a group, one record at a time in order, that commits what it has taken by itself. */
    public static Map<String, Object> groupConsumer(String group) {
        Map<String, Object> settings = committedConsumer();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /** A producer of which one is in force at a time: who begins with the id ends whoever had it. */
    public static Map<String, Object> transactionalProducer(String id) {
        Map<String, Object> settings = eventProducer();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
        return settings;
    }

    /** A share consumer that takes one record at a time and acknowledges each by itself. */
    public static Map<String, Object> shareConsumer(String group) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        // Acknowledgements wait for the fetch before them.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        // For each take the broker walks through all batches of what it has read, and thousands of jobs may be waiting. The first
        // record comes also where it is larger.
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, SHARED_FETCH);
        return settings;
    }
}
