package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.larmor.recon.engine.ComputeDevice;

/** Named arrays in a fixed order. Owns them: closing it closes them. */
public final class Parameters implements AutoCloseable {
    private final Map<String, NDArray> arrays;

    public Parameters(Map<String, NDArray> arrays) {
        this.arrays = new LinkedHashMap<>(arrays);
    }

    /** Fresh float32 parameters, a function of the seed and each parameter's name. */
    public static Parameters initial(NDManager manager, List<ParameterSpec> specs, long seed) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (ParameterSpec spec : specs) {
            float[] values = spec.initial().draw(seed, spec.name(), Math.toIntExact(spec.shape().size()));
            if (arrays.put(spec.name(), manager.create(values, spec.shape())) != null) {
                throw new NnException("two parameters named " + spec.name());
            }
        }
        return new Parameters(arrays);
    }

    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new NnException("no parameter " + name);
        }
        return array;
    }

    public boolean has(String name) {
        return arrays.containsKey(name);
    }

    /** Unmodifiable, in order. */
    public Map<String, NDArray> asMap() {
        return Collections.unmodifiableMap(arrays);
    }

    public long count() {
        return arrays.values().stream().mapToLong(NDArray::size).sum();
    }

    /**
     * Views of the same storage that record gradients, attached to {@code manager}. A fresh set for each step starts
     * with no gradients, so none has to be zeroed.
     */
    public Parameters leaves(NDManager manager) {
        return map(array -> {
            NDArray leaf = array.stopGradient();
            leaf.attach(manager);
            leaf.setRequiresGradient(true);
            return leaf;
        });
    }

    /** Handles of {@code manager} on the same storage, so that what is computed from them belongs to it too. */
    public Parameters handles(NDManager manager) {
        return map(array -> {
            NDArray handle = array.reshape(array.getShape());
            handle.attach(manager);
            return handle;
        });
    }

    /** What they lie on. */
    public ComputeDevice device() {
        return arrays.values().stream().findFirst().map(ComputeDevice::of).orElse(ComputeDevice.PROCESSOR);
    }

    /** The same values where {@code manager}'s arrays lie, attached to it. */
    public Parameters on(NDManager manager) {
        return map(array -> ComputeDevice.brought(array, manager));
    }

    /** Copies in another data type, for checks in float64. */
    public Parameters toType(NDManager manager, DataType type) {
        return map(array -> {
            NDArray copy = array.toType(type, true);
            copy.attach(manager);
            return copy;
        });
    }

    public Parameters map(Function<NDArray, NDArray> function) {
        Map<String, NDArray> mapped = new LinkedHashMap<>();
        arrays.forEach((name, array) -> mapped.put(name, function.apply(array)));
        return new Parameters(mapped);
    }

    /** Fails unless the names and shapes are exactly those of {@code specs}. */
    public void require(List<ParameterSpec> specs) {
        for (ParameterSpec spec : specs) {
            if (!get(spec.name()).getShape().equals(spec.shape())) {
                throw new NnException("parameter " + spec.name() + " has shape "
                        + get(spec.name()).getShape() + ", not " + spec.shape());
            }
        }
        if (arrays.size() != specs.size()) {
            List<String> wanted = specs.stream().map(ParameterSpec::name).toList();
            List<String> extra =
                    arrays.keySet().stream().filter(name -> !wanted.contains(name)).toList();
            throw new NnException("parameters that this network does not know: " + extra);
        }
    }

    @Override
    public void close() {
        arrays.values().forEach(NDArray::close);
    }
}
