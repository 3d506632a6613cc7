package org.larmor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A Deployment or StatefulSet. */
record Workload(JsonNode resource) {
    String name() {
        return Manifest.name(resource);
    }

    JsonNode pod() {
        return resource.at("/spec/template/spec");
    }

    /** The pods'. */
    Map<String, String> labels() {
        return Manifest.texts(resource.at("/spec/template/metadata/labels"));
    }

    boolean isSelectedBy(JsonNode matchLabels) {
        return labels().entrySet().containsAll(Manifest.texts(matchLabels).entrySet());
    }

    /** Every container has the same name, as there is one in each pod. */
    JsonNode container() {
        if (pod().path("containers").size() != 1 || pod().has("initContainers")) {
            throw new IllegalStateException(name() + " has other containers");
        }
        return pod().path("containers").path(0);
    }

    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        container().path("env").forEach(one ->
                environment.put(one.path("name").asText(), one.path("value").asText()));
        return environment;
    }

    /** A container's port by its name, as probes, Services and policies call it. */
    int port(String name) {
        return Manifest.each(container().path("ports"))
                .filter(port -> port.path("name").asText().equals(name))
                .mapToInt(port -> port.path("containerPort").asInt())
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(name() + " has no port " + name));
    }

    /** Where the container mounts a volume. */
    Stream<JsonNode> mounts() {
        return Manifest.each(container().path("volumeMounts"));
    }

    JsonNode volume(String name) {
        return Stream.concat(
                        Manifest.each(pod().path("volumes")).filter(one -> one.path("name").asText().equals(name)),
                        Manifest.each(resource.at("/spec/volumeClaimTemplates")).filter(one -> Manifest.name(one).equals(name)))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(name() + " has no volume " + name));
    }

    @Override
    public String toString() {
        return name();
    }
}
