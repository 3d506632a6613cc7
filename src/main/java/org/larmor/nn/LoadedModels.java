package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.engine.TorchEngine;

/**
 * The models in use, each in memory once: loaded when first asked for, kept until the end. Those who compute get handles
 * of their own on the same weights, which nobody changes. Safe to use from several threads.
 */
public final class LoadedModels implements AutoCloseable {
    private final ModelLibrary library;
    private final Map<String, ModelFile.Loaded> loaded = new HashMap<>();
    private @Nullable NDManager manager;

    public LoadedModels(ModelLibrary library) {
        this.library = library;
    }

    public ModelLibrary library() {
        return library;
    }

    /**
     * A model with parameters that belong to {@code user}.
     *
     * @return empty where the library has no such version
     */
    public synchronized Optional<ModelFile.Loaded> get(String version, NDManager user) throws IOException {
        Optional<ModelLibrary.Entry> entry = library.find(version);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        ModelFile.Loaded shared = loaded.get(entry.get().version());
        if (shared == null) {
            if (manager == null) {
                manager = TorchEngine.inferenceManager();
            }
            shared = entry.get().load(manager);
            loaded.put(entry.get().version(), shared);
        }
        Parameters handles = shared.parameters().map(array -> {
            NDArray handle = array.reshape(array.getShape());
            handle.attach(user);
            return handle;
        });
        return Optional.of(new ModelFile.Loaded(shared.card(), shared.model(), handles));
    }

    @Override
    public synchronized void close() {
        loaded.clear();
        if (manager != null) {
            manager.close();
            manager = null;
        }
    }
}
