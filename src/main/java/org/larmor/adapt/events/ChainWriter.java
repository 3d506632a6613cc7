package org.larmor.adapt.events;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topic;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.Micros;

/**
 * Appends to the chain of events, with all that changes by them, in transactions. Whoever was made later has ended it: then
 * nothing that it begins is committed. One thread's; not used again after a failure.
 */
final class ChainWriter implements AutoCloseable {
    private final Producer<String, byte[]> producer;
    private String head = EventHash.NONE;
    private long next;

    /** @param office of which one writer is in force at a time */
    ChainWriter(KafkaConnection kafka, String office) {
        producer = kafka.producer(
                ClientSettings.transactionalProducer(office), new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    /** Goes on behind these. */
    void goOnFrom(EventChain chain) {
        head = chain.head();
        next = chain.next();
    }

    /** The number of the next event. */
    long next() {
        return next;
    }

    /** What is done within {@code changes} is committed together, or not at all. */
    void together(Runnable changes) {
        producer.beginTransaction();
        changes.run();
        producer.commitTransaction();
    }

    /** Appends an event; within {@link #together}. */
    AdaptEvent append(What what, @Nullable String command) {
        AdaptEvent event = new AdaptEvent(next, head, Micros.now(), command, what);
        byte[] bytes = bytes(Topics.ADAPT_EVENTS, event);
        send(Topics.ADAPT_EVENTS, String.valueOf(next), bytes);
        head = EventHash.of(bytes);
        next++;
        return event;
    }

    /** Writes a record; within {@link #together}. */
    <V> void put(Topic<String, V> topic, String key, V value) {
        send(topic, key, bytes(topic, value));
    }

    /** Removes what the keys name; within {@link #together}. */
    void remove(Topic<String, ?> topic, List<String> keys) {
        keys.forEach(key -> send(topic, key, null));
    }

    /** Takes a record out of its queue; within {@link #together}. */
    void taken(ConsumerRecord<?, ?> record, ConsumerGroupMetadata group) {
        producer.sendOffsetsToTransaction(
                Map.of(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1)),
                group);
    }

    private void send(Topic<?, ?> topic, String key, byte @Nullable [] value) {
        var unused = producer.send(new ProducerRecord<>(topic.name(), 0, key, value)); // its failure fails the commit
    }

    private static <V> byte[] bytes(Topic<?, V> topic, V value) {
        return topic.value().serializer().serialize(topic.name(), value);
    }

    @Override
    public void close() {
        producer.close();
    }
}
