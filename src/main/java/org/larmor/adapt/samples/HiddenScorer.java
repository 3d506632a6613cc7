package org.larmor.adapt.samples;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.eval.HiddenError;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelFile;
import org.larmor.recon.engine.TorchEngine;

/** Measures how well versions tell what is hidden of samples. Owns native memory; used by one thread. */
public final class HiddenScorer implements AutoCloseable {
    private final LoadedModels models;
    private final NDManager manager = TorchEngine.inferenceManager();
    private final HiddenError hidden;

    public HiddenScorer(LoadedModels models) {
        this.models = models;
        this.hidden = new HiddenError(manager, models.memory());
    }

    /**
     * The natural logarithm of the error on the hidden columns, infinite where the network's numbers are not finite.
     *
     * @return empty where the sample holds no signal, or there is no such version
     * @throws IOException where the version cannot be loaded
     */
    public OptionalDouble logError(String version, Sample sample) throws IOException {
        try (LoadedModels.Use used = models.use()) {
            Optional<ModelFile.Loaded> model = used.get(version);
            if (model.isEmpty()) {
                return OptionalDouble.empty();
            }
            return hidden.of(model.get().reconstruction(), model.get().card().config().maps(), sample).stream()
                    .filter(error -> error > 0)
                    .mapToDouble(Math::log)
                    .findFirst();
        }
    }

    /**
     * Loads a version, so that what comes next does not wait for it.
     *
     * @return whether there is such a one
     */
    public boolean load(String version) throws IOException {
        try (LoadedModels.Use used = models.use()) {
            return used.get(version).isPresent();
        }
    }

    @Override
    public void close() {
        hidden.close();
        manager.close();
    }
}
