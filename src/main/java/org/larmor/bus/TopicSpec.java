package org.larmor.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic as its Strimzi {@code KafkaTopic} resource defines it.
 *
 * @param replicas how many copies where there are that many brokers
 * @param config topic settings by Kafka's names
 */
public record TopicSpec(String name, int partitions, int replicas, Map<String, String> config) {
    static final String API_VERSION = "kafka.strimzi.io/v1";
    private static final ObjectReader YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .readerFor(Resource.class);

    public TopicSpec {
        config = Map.copyOf(config);
        if (partitions < 1 || replicas < 1) {
            throw new BusException("topic " + name + " with " + partitions + " partitions, " + replicas + " replicas");
        }
    }

    /** The definitions of {@link Topics#names}, in that order, from the class path. */
    public static List<TopicSpec> all() {
        return Topics.names().stream().map(TopicSpec::of).toList();
    }

    /** The definition of one topic, from the class path. */
    public static TopicSpec of(String name) {
        String resource = "/topics/" + name + ".yaml";
        try (InputStream in = TopicSpec.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new BusException("no definition of topic " + name + ": " + resource + " is missing");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BusException("cannot read " + resource, e);
        }
    }

    /** @throws BusException where it is no {@code KafkaTopic} resource that we understand in full */
    static TopicSpec parse(String yaml) {
        Resource resource;
        try {
            resource = YAML.readValue(yaml);
        } catch (JsonProcessingException e) {
            throw new BusException("not a KafkaTopic resource: " + e.getOriginalMessage(), e);
        }
        if (!API_VERSION.equals(resource.apiVersion) || !"KafkaTopic".equals(resource.kind)) {
            throw new BusException("not a KafkaTopic of " + API_VERSION + ": " + resource.kind + " of "
                    + resource.apiVersion);
        }
        if (resource.metadata == null || resource.metadata.name == null || resource.spec == null) {
            throw new BusException("KafkaTopic without metadata.name or spec");
        }
        Spec spec = resource.spec;
        String name = spec.topicName == null ? resource.metadata.name : spec.topicName;
        return new TopicSpec(name, spec.partitions, spec.replicas, spec.config == null ? Map.of() : spec.config);
    }

    /** The same with other values of settings. */
    TopicSpec with(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(config);
        all.putAll(settings);
        return new TopicSpec(name, partitions, replicas, all);
    }

    TopicSpec withPartitions(int count) {
        return new TopicSpec(name, count, replicas, config);
    }

    /** The resource that {@link #parse} reads. */
    String yaml() {
        StringBuilder yaml = new StringBuilder("apiVersion: " + API_VERSION + "\nkind: KafkaTopic\nmetadata:\n  name: " + name
                + "\n  labels:\n    strimzi.io/cluster: larmor\nspec:\n  partitions: " + partitions + "\n  replicas: " + replicas
                + "\n  config:\n");
        new TreeMap<>(config).forEach((setting, value) -> yaml.append("    ").append(setting).append(": ").append(value).append('\n'));
        return yaml.toString();
    }

    /** How many copies a cluster of so many brokers keeps. */
    int replicas(int brokers) {
        return Math.min(replicas, brokers);
    }

    /**
     * The settings on a cluster of so many brokers: where there are fewer than {@link #replicas}, fewer copies than
     * there are must do for a write, or one broker's stop would stop writing.
     */
    Map<String, String> config(int brokers) {
        Map<String, String> settings = new TreeMap<>(config);
        int copies = replicas(brokers);
        if (copies < replicas) {
            settings.computeIfPresent("min.insync.replicas", (name, value) ->
                    String.valueOf(Math.min(Integer.parseInt(value), Math.max(1, copies - 1))));
        }
        return settings;
    }

    private record Resource(
            @Nullable String apiVersion, @Nullable String kind, @Nullable Metadata metadata, @Nullable Spec spec) {}

    private record Metadata(@Nullable String name, @Nullable Map<String, String> labels) {}

    private record Spec(
            @Nullable String topicName, int partitions, int replicas, @Nullable Map<String, String> config) {}
}
