package org.larmor.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.TopicMetadata;
import org.larmor.bus.Topics;
import org.larmor.telemetry.Telemetry;

/** The gateway's Kafka clients, each with its metrics. Owns the producers; the consumers belong to who asks for them. */
final class GatewayClients {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);
    private static final long PRODUCER_SLACK = 32L << 20;

    private final GatewaySettings gateway;
    private final Telemetry telemetry;
    private final Producer<String, byte[]> large;
    private final Producer<String, byte[]> small;
    private final Producer<String, byte[]> events;
    private final List<Telemetry.Binding> bindings = new ArrayList<>();
    private final int partitions;

    /** Returns when the producers know their topics; blocks until then. */
    GatewayClients(GatewaySettings gateway, Telemetry telemetry) {
        this.gateway = gateway;
        this.telemetry = telemetry;
        // More room than the byte bound, so that a send never waits for it.
        this.large = producer(ClientSettings.payloadProducer(gateway.byteBound() + PRODUCER_SLACK));
        this.small = producer(ClientSettings.smallPayloadProducer(gateway.byteBound() + PRODUCER_SLACK));
        this.events = producer(ClientSettings.eventProducer());
        // Fetched here, where blocking is allowed: sends on the event loop find their metadata at hand.
        TopicMetadata.await(large, STARTS_WITHIN, List.of(Topics.DATA, Topics.CONTEXT));
        TopicMetadata.await(small, STARTS_WITHIN, List.of(Topics.DATA, Topics.CONTEXT));
        TopicMetadata.await(events, STARTS_WITHIN, List.of(Topics.INDEX, Topics.SCANS));
        this.partitions = large.partitionsFor(Topics.DATA.name()).size();
    }

    private Producer<String, byte[]> producer(Map<String, Object> settings) {
        Producer<String, byte[]> producer = gateway.kafka().producer(
                ClientSettings.neverBlocking(settings), new StringSerializer(), new ByteArraySerializer());
        bindings.add(telemetry.bind(producer));
        return producer;
    }

    /** @param more settings beside those of every consumer */
    Consumer<String, byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(ClientSettings.consumer());
        settings.putAll(more);
        Consumer<String, byte[]> consumer =
                gateway.kafka().consumer(settings, new StringDeserializer(), new ByteArrayDeserializer());
        bindings.add(telemetry.bind(consumer));
        return consumer;
    }

    ScanLog.Queues queues(SendQueue.Later later) {
        return new ScanLog.Queues(
                new SendQueue(large::send, later), new SendQueue(small::send, later), new SendQueue(events::send, later), later);
    }

    /** For small records; it never blocks, and stays this one's. */
    Producer<String, byte[]> events() {
        return events;
    }

    /** Of the topics that hold a scan in one partition. */
    int partitions() {
        return partitions;
    }

    /** To be called before the consumers are closed, so that no metrics hold on to them. */
    void unbind() {
        bindings.forEach(Telemetry.Binding::close);
        bindings.clear();
    }

    /** @param settle waits for what the last answers to payload lead to: they end in events yet to be sent */
    void close(Runnable settle) {
        unbind();
        large.close(STOPS_WITHIN);
        small.close(STOPS_WITHIN);
        settle.run();
        events.close(STOPS_WITHIN);
    }
}
