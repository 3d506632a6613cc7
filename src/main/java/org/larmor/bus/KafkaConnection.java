package org.larmor.bus;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * The way to a Kafka cluster: where it is, and how it wants to be spoken to. Every Kafka client is made here. What a
 * client is given for its purpose ({@link ClientSettings}) wins over the connection's properties, which win over Kafka's
 * defaults. The clients belong to whoever asks for them.
 */
public final class KafkaConnection {
    private final String bootstrap;
    private final ClientProperties properties;

    /** @param bootstrap {@code host:port} of some brokers, separated by commas */
    public KafkaConnection(String bootstrap, ClientProperties properties) {
        this.bootstrap = bootstrap;
        this.properties = properties;
    }

    /** A connection to a cluster that asks for nothing. */
    public static KafkaConnection to(String bootstrap) {
        return new KafkaConnection(bootstrap, ClientProperties.NONE);
    }

    /** {@code host:port} of some brokers, separated by commas. */
    public String bootstrap() {
        return bootstrap;
    }

    public <K, V> Producer<K, V> producer(Map<String, Object> purpose, Serializer<K> keys, Serializer<V> values) {
        return new KafkaProducer<>(settings(purpose), keys, values);
    }

    public <K, V> Consumer<K, V> consumer(Map<String, Object> purpose, Deserializer<K> keys, Deserializer<V> values) {
        return new KafkaConsumer<>(settings(purpose), keys, values);
    }

    public <K, V> ShareConsumer<K, V> shareConsumer(
            Map<String, Object> purpose, Deserializer<K> keys, Deserializer<V> values) {
        return new KafkaShareConsumer<>(settings(purpose), keys, values);
    }

    public Admin admin(Map<String, Object> purpose) {
        return Admin.create(settings(purpose));
    }

    /** A Streams application, not yet started; its clients inherit the connection's properties. */
    public KafkaStreams streams(Topology topology, Map<String, Object> purpose) {
        Properties settings = new Properties();
        settings.putAll(settings(purpose));
        return new KafkaStreams(topology, new StreamsConfig(settings));
    }

    Map<String, Object> settings(Map<String, Object> purpose) {
        Map<String, Object> settings = new HashMap<>();
        // A broker that restarts is found again soon.
        settings.put("reconnect.backoff.max.ms", 500);
        // Who wants a client's metrics asks it for them; registering some thousands of beans costs a start a good part of its time.
        settings.put("metric.reporters", "");
        settings.putAll(properties.values());
        settings.putAll(purpose);
        settings.put("bootstrap.servers", bootstrap);
        return settings;
    }

    @Override
    public String toString() {
        return bootstrap;
    }
}
