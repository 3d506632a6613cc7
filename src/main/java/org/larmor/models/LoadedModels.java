package org.larmor.models;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.larmor.nn.Parameters;
import org.larmor.recon.engine.DeviceMemory;

/**
 * The models in use, each in memory once: loaded when first asked for, kept as long as they are used, and then as long as
 * they do not take more than a bound together; who was not used for longest goes first. Nobody changes their weights. Safe
 * to use from several threads.
 */
public final class LoadedModels implements AutoCloseable {
    /** Bytes of weights that are kept though nobody uses them: some hundred of the starter's size. */
    private static final long KEPT = 512L << 20;

    private final ModelSource source;
    private final Supplier<DeviceMemory> memory;
    private final long kept;

    /** In the order of their last use. */
    private final Map<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Held {
        private final ModelFile.Loaded model;
        private final NDManager manager;
        private int users;

        /** @param manager of its weights alone */
        Held(ModelFile.Loaded model, NDManager manager) {
            this.model = model;
            this.manager = manager;
        }

        long bytes() {
            return model.parameters().count() * Float.BYTES;
        }
    }

    /** On the processor. */
    public LoadedModels(ModelSource source) {
        this(source, () -> DeviceMemory.OF_PROCESSOR);
    }

    /**
     * @param memory of the device that weights are to lie on; where it has no room for some, those lie on the processor; asked
     *     for when the first is loaded, since only the engine knows its devices, and loads late
     */
    public LoadedModels(ModelSource source, Supplier<DeviceMemory> memory) {
        this(source, memory, KEPT);
    }

    /** @param kept bytes of weights that may stay though nobody uses them */
    LoadedModels(ModelSource source, Supplier<DeviceMemory> memory, long kept) {
        this.source = source;
        this.memory = memory;
        this.kept = kept;
    }

    /** Of the device that the weights lie on. */
    public DeviceMemory memory() {
        return memory.get();
    }

    /** Begins a use of some models, by one thread, that ends when it is closed. */
    public Use use() {
        return new Use();
    }

    /** Models that stay in memory until it is closed. */
    public final class Use implements AutoCloseable {
        private final Map<String, Held> used = new HashMap<>();

        private Use() {}

        /**
         * A model. Its parameters stay the holder's; {@link Parameters#handles} makes some to compute with.
         *
         * @return empty where there is no such version
         */
        public Optional<ModelFile.Loaded> get(String version) throws IOException {
            Held model = used.get(version);
            if (model == null) {
                model = take(version);
                if (model == null) {
                    return Optional.empty();
                }
                used.put(version, model);
            }
            return Optional.of(model.model);
        }

        @Override
        public void close() {
            used.values().forEach(LoadedModels.this::give);
            used.clear();
        }
    }

    private synchronized @Nullable Held take(String version) throws IOException {
        Held model = held.get(version);
        if (model == null) {
            model = load(version);
            if (model == null) {
                return null;
            }
            held.put(version, model);
        }
        model.users++;
        evict();
        return model;
    }

    private @Nullable Held load(String version) throws IOException {
        DeviceMemory.Placed<Optional<ModelFile.Loaded>> placed = memory.get().placed(manager -> source.load(manager, version));
        if (placed.what().isEmpty()) {
            placed.manager().close();
            return null;
        }
        return new Held(placed.what().get(), placed.manager());
    }

    private synchronized void give(Held model) {
        model.users--;
        evict();
    }

    private void evict() {
        long bytes = held.values().stream().mapToLong(Held::bytes).sum();
        Iterator<Held> oldest = held.values().iterator();
        while (bytes > kept && oldest.hasNext()) {
            Held model = oldest.next();
            if (model.users == 0) {
                oldest.remove();
                bytes -= model.bytes();
                model.manager.close();
            }
        }
    }

    /** Bytes of weights in memory. */
    public synchronized long bytes() {
        return held.values().stream().mapToLong(Held::bytes).sum();
    }

    @Override
    public synchronized void close() {
        held.values().forEach(model -> model.manager.close());
        held.clear();
    }
}
