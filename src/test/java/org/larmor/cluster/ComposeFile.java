package org.larmor.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.Yaml;

/** A compose file, as far as a site's processes are described by it. */
final class ComposeFile {
    /** The one that is delivered. */
    static final Path DELIVERED = Path.of("docker", "compose.yaml");

    private final JsonNode tree;
    private final Map<String, ComposeService> services = new LinkedHashMap<>();

    private ComposeFile(JsonNode tree) {
        this.tree = tree;
        tree.path("services").properties().forEach(entry -> services.put(entry.getKey(), service(entry.getKey(), entry.getValue())));
    }

    static ComposeFile read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            // anchors and merges are resolved by this reader alone
            Object loaded = new Yaml().load(reader);
            return new ComposeFile(new ObjectMapper().valueToTree(loaded));
        }
    }

    /** By name, in the file's order. */
    Map<String, ComposeService> services() {
        return services;
    }

    ComposeService service(String name) {
        ComposeService service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("no service " + name);
        }
        return service;
    }

    /** A service as it is written, for what {@link ComposeService} does not tell. */
    JsonNode written(String service) {
        return tree.path("services").path(service);
    }

    /** The named volumes. */
    Set<String> volumes() {
        Set<String> names = new TreeSet<>();
        tree.path("volumes").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static ComposeService service(String name, JsonNode node) {
        Map<String, String> environment = new LinkedHashMap<>();
        node.path("environment").properties().forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
        Map<String, String> mounts = new LinkedHashMap<>();
        texts(node.path("volumes")).forEach(volume -> mounts.put(volume.split(":", -1)[1], volume.split(":", -1)[0]));
        Map<String, ComposeService.Condition> needs = new LinkedHashMap<>();
        texts(node.path("depends_on")).forEach(other -> needs.put(other, ComposeService.Condition.SERVICE_STARTED));
        node.path("depends_on").properties().forEach(entry -> needs.put(
                entry.getKey(),
                ComposeService.Condition.valueOf(
                        entry.getValue().path("condition").asText().toUpperCase(Locale.ROOT))));
        return new ComposeService(
                name,
                node.path("image").asText(),
                texts(node.path("command")),
                environment,
                mounts,
                needs,
                bytes(node.path("mem_limit").asText()));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list.isArray()) {
            list.forEach(one -> texts.add(one.asText()));
        }
        return texts;
    }

    /** As Docker writes sizes; 0 where nothing is said. */
    private static long bytes(String size) {
        if (size.isEmpty()) {
            return 0;
        }
        long number = Long.parseLong(size.replaceAll("\\D", ""));
        return size.endsWith("g") ? number << 30 : size.endsWith("m") ? number << 20 : number;
    }
}
