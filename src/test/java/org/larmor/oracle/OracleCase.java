package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.larmor.models.Npy;
import org.larmor.models.WeightShapes;
import org.larmor.nn.Parameters;

import static org.assertj.core.api.Assertions.assertThat;

/** One case: its arrays, packs and values. Remembers what was read, so that nothing of it can go unchecked. */
final class OracleCase {
    /** A named tensor of a pack; values are absent where only norms are shipped. */
    record Tensor(String name, Shape shape, JsonNode entry, double[] values) {}

    private final Oracle oracle;
    private final String name;
    private final Path folder;
    private final JsonNode node;
    private final Set<String> read = new LinkedHashSet<>();

    OracleCase(Oracle oracle, String name, Path folder, JsonNode node) {
        this.oracle = oracle;
        this.name = name;
        this.folder = folder;
        this.node = node;
    }

    String name() {
        return name;
    }

    /** Another case of the same set, whose arrays this one builds on. */
    OracleCase sibling(String other) {
        return oracle.open(other);
    }

    String description() {
        return node.get("description").asText();
    }

    boolean has(String array) {
        return node.path("arrays").has(array);
    }

    List<String> arrayNames(String prefix) {
        return node.path("arrays").properties().stream()
                .map(Map.Entry::getKey)
                .filter(n -> n.startsWith(prefix))
                .toList();
    }

    Npy npy(String array) {
        JsonNode entry = node.path("arrays").get(array);
        if (entry == null) {
            throw new AssertionError(name + " has no array " + array);
        }
        read.add("array " + array);
        return load(entry.get("file").asText());
    }

    /** The stated gap between the reference's float32 and float64 results; 0 where none is stated. */
    double gap(String array) {
        return node.path("arrays").path(array).path("f32_vs_f64_rel_l2").asDouble(0);
    }

    NDArray array(NDManager manager, String array, DataType type) {
        Npy npy = npy(array);
        return create(manager, npy.values(), new Shape(npy.shape()), type);
    }

    /** An array whose last axis is (re, im), as complex without that axis. */
    NDArray complex(NDManager manager, String array, DataType type) {
        return array(manager, array, type).complex();
    }

    JsonNode value(String value) {
        JsonNode found = node.path("values").get(value);
        if (found == null) {
            throw new AssertionError(name + " has no value " + value);
        }
        read.add("value " + value);
        return found;
    }

    List<String> valueNames(String prefix) {
        return node.path("values").properties().stream()
                .map(Map.Entry::getKey)
                .filter(n -> n.startsWith(prefix))
                .toList();
    }

    List<String> packNames() {
        return node.path("packs").properties().stream().map(Map.Entry::getKey).toList();
    }

    boolean hasValue(String value) {
        return node.path("values").has(value);
    }

    Map<String, Tensor> pack(String pack) {
        JsonNode entry = node.path("packs").get(pack);
        if (entry == null) {
            throw new AssertionError(name + " has no pack " + pack);
        }
        read.add("pack " + pack);
        double[] all = entry.get("file").isNull() ? null : load(entry.get("file").asText()).values();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (JsonNode tensor : entry.get("index")) {
            List<Long> sides = new ArrayList<>();
            tensor.get("shape").forEach(side -> sides.add(side.asLong()));
            double[] values = null;
            if (all != null) {
                values = new double[tensor.get("size").asInt()];
                System.arraycopy(all, tensor.get("offset").asInt(), values, 0, values.length);
            }
            String tensorName = tensor.get("name").asText();
            tensors.put(tensorName, new Tensor(tensorName, new Shape(sides), tensor, values));
        }
        return tensors;
    }

    WeightShapes shapes(String pack) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        pack(pack).forEach((tensorName, tensor) -> shapes.put(tensorName, tensor.shape()));
        return new WeightShapes(shapes);
    }

    Parameters parameters(NDManager manager, String pack, DataType type) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        pack(pack).forEach((tensorName, tensor) ->
                arrays.put(tensorName, create(manager, tensor.values(), tensor.shape(), type)));
        return new Parameters(arrays);
    }

    /** Fails where an array, a pack or a number of this case was never read. */
    void assertAllRead() {
        List<String> unread = new ArrayList<>();
        node.path("arrays").fieldNames().forEachRemaining(n -> unread.add("array " + n));
        node.path("packs").fieldNames().forEachRemaining(n -> unread.add("pack " + n));
        node.path("values").properties().forEach(value -> {
            // texts are remarks, so is what lists the arrays left out
            if (!value.getValue().isTextual() && !value.getKey().equals("omitted_arrays")) {
                unread.add("value " + value.getKey());
            }
        });
        unread.removeAll(read);
        assertThat(unread).as("never checked in case " + name).isEmpty();
    }

    private Npy load(String file) {
        try {
            return Npy.read(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NDArray create(NDManager manager, double[] values, Shape shape, DataType type) {
        if (type == DataType.FLOAT64) {
            return manager.create(values, shape);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return manager.create(floats, shape);
    }
}
