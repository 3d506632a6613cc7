package org.larmor.bus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The fingerprint of the site's key in {@code ops.site}: the first one that was written. */
public final class SiteRecord {
    private static final TopicPartition PLACE = new TopicPartition(Topics.SITE.name(), 0);
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private SiteRecord() {}

    /**
     * Writes the key's fingerprint where there is none yet, and says whether it is the site's.
     *
     * @throws BusException where the log does not answer
     */
    public static boolean isOf(KafkaConnection kafka, SiteKey key) {
        try (Consumer<String, String> consumer = kafka.consumer(
                ClientSettings.snapshotConsumer(), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PLACE));
            if (end(consumer) == 0) {
                write(kafka, key.fingerprint());
            }
            consumer.seekToBeginning(List.of(PLACE));
            long deadline = System.nanoTime() + WITHIN.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    return record.value().equals(key.fingerprint());
                }
            }
            throw new BusException("no answer from Kafka at " + kafka + " about the site's key");
        }
    }

    private static long end(Consumer<String, String> consumer) {
        return consumer.endOffsets(List.of(PLACE)).get(PLACE);
    }

    private static void write(KafkaConnection kafka, String fingerprint) {
        try (Producer<String, String> producer = kafka.producer(
                ClientSettings.eventProducer(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(PLACE.topic(), "site", fingerprint))
                    .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BusException("the site's key could not be told to Kafka at " + kafka, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
    }
}
