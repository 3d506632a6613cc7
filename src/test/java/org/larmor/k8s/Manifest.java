package org.larmor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What an overlay gives a cluster. */
record Manifest(String overlay, List<JsonNode> resources) {
    /** Every overlay that there is. */
    static final List<String> OVERLAYS = List.of("laptop", "gpu", "clinical");

    private static final Map<String, Manifest> RENDERED = new TreeMap<>();

    /** Renders it, once for all tests of the process. */
    static synchronized Manifest of(String overlay) {
        return RENDERED.computeIfAbsent(overlay, Manifest::render);
    }

    static Stream<Manifest> all() {
        return OVERLAYS.stream().map(Manifest::of);
    }

    private static Manifest render(String overlay) {
        YAMLMapper yaml = new YAMLMapper();
        try {
            String text = Kubectl.kustomize(Path.of("k8s/overlays").resolve(overlay));
            try (MappingIterator<JsonNode> documents = yaml.readerFor(JsonNode.class).readValues(text)) {
                return new Manifest(overlay, documents.readAll());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<JsonNode> ofKind(String kind) {
        return resources.stream().filter(one -> one.path("kind").asText().equals(kind));
    }

    JsonNode one(String kind, String name) {
        return ofKind(kind)
                .filter(one -> name(one).equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(overlay + " has no " + kind + " " + name));
    }

    /** What makes pods. */
    Stream<Workload> workloads() {
        return resources.stream().filter(one -> one.at("/spec/template/spec/containers").isArray()).map(Workload::new);
    }

    /** Of those, what runs {@code larmor serve}. */
    Stream<Workload> serving() {
        return workloads().filter(one -> one.labels().containsKey("larmor.org/serves"));
    }

    Workload serving(String role) {
        return serving()
                .filter(one -> one.name().equals("larmor-" + role))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(overlay + " has no " + role));
    }

    /** One file of a config map. */
    String file(String configMap, String file) {
        return one("ConfigMap", configMap).path("data").path(file).asText();
    }

    static String name(JsonNode resource) {
        return resource.at("/metadata/name").asText();
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** An object whose values are all texts, such as labels. */
    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    @Override
    public String toString() {
        return overlay;
    }
}
