package org.larmor.adapt.events;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.larmor.bus.BusException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;

/** Asks the adaptation for something, and waits for the event that answers. */
public final class AdaptClient {
    private static final TopicPartition EVENTS = new TopicPartition(Topics.ADAPT_EVENTS.name(), 0);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private AdaptClient() {}

    /**
     * Sends a command.
     *
     * @param command is given its id
     * @return what came of it; never a refusal
     * @throws RefusedException where it was refused
     * @throws BusException where nobody answers
     */
    public static AdaptEvent.What ask(KafkaConnection kafka, Function<String, AdaptCommand> command) {
        AdaptCommand asked = command.apply(UUID.randomUUID().toString());
        try (Consumer<String, byte[]> events = kafka.consumer(
                ClientSettings.committedConsumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
            events.assign(List.of(EVENTS));
            events.seekToEnd(List.of(EVENTS));
            events.position(EVENTS); // seeking is lazy
            send(kafka, asked);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record : events.poll(POLL)) {
                    AdaptEvent event =
                            Topics.ADAPT_EVENTS.value().deserializer().deserialize(record.topic(), record.value());
                    if (event != null && asked.id().equals(event.command())) {
                        return answered(event.what());
                    }
                }
            }
            throw new BusException("nobody answers within " + PATIENCE.toSeconds()
                    + " s; a process with the role router does, and will when there is one");
        }
    }

    /**
     * Sends a command that no event answers; it is durable when this returns.
     *
     * @param command is given its id
     */
    public static void tell(KafkaConnection kafka, Function<String, AdaptCommand> command) {
        send(kafka, command.apply(UUID.randomUUID().toString()));
    }

    private static AdaptEvent.What answered(AdaptEvent.What what) {
        if (what instanceof AdaptEvent.Refused refused) {
            throw new RefusedException(refused.why());
        }
        return what;
    }

    private static void send(KafkaConnection kafka, AdaptCommand command) {
        try (Producer<String, AdaptCommand> producer = kafka.producer(
                ClientSettings.eventProducer(),
                new StringSerializer(),
                Topics.ADAPT_COMMANDS.value().serializer())) {
            producer.send(new ProducerRecord<>(Topics.ADAPT_COMMANDS.name(), 0, command.id(), command))
                    .get();
        } catch (ExecutionException e) {
            throw new BusException("the command could not be sent to Kafka at " + kafka, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
    }
}
