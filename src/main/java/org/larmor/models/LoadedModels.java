package org.larmor.models;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.nn.Parameters;
import org.larmor.recon.engine.TorchEngine;

/**
 * The models in use, each in memory once: loaded when first asked for, kept until the end. Nobody changes their weights.
 * Safe to use from several threads.
 */
public final class LoadedModels implements AutoCloseable {
    private final ModelLibrary library;
    private final Map<String, ModelFile.Loaded> loaded = new HashMap<>();
    private @Nullable NDManager manager;

    public LoadedModels(ModelLibrary library) {
        this.library = library;
    }

    /**
     * A model. Its parameters stay in here; {@link Parameters#handles} makes some to compute with.
     *
     * @return empty where the library has no such version
     */
    public synchronized Optional<ModelFile.Loaded> get(String version) throws IOException {
        Optional<ModelLibrary.Entry> entry = library.find(version);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        ModelFile.Loaded model = loaded.get(entry.get().version());
        if (model == null) {
            if (manager == null) {
                manager = TorchEngine.inferenceManager();
            }
            model = entry.get().load(manager);
            loaded.put(entry.get().version(), model);
        }
        return Optional.of(model);
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
