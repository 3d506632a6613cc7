package org.larmor.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.recon.engine.TorchEngine;

/** The bundled model, but for something. */
public final class ChangedStarter {
    private ChangedStarter() {}

    /** With noise in its weights, in proportion to each tensor's; its files have that name. */
    public static void noisy(Path folder, String name, double part) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        save(folder, name, config -> config, values -> {
            double sum = 0;
            for (float value : values) {
                sum += value * value;
            }
            double scale = part * Math.sqrt(sum / values.length);
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) random.nextGaussian(0, scale);
            }
            return values;
        });
    }

    /** With another configuration and other weights; its files have that name. */
    public static void save(
            Path folder, String name, UnaryOperator<ModelConfig> config, UnaryOperator<float[]> weights)
            throws IOException {
        try (NDManager manager = TorchEngine.manager()) {
            ModelFile.Loaded loaded = ModelLibrary.bundled().starter().orElseThrow().load(manager);
            Map<String, NDArray> changed = new LinkedHashMap<>();
            loaded.parameters().asMap().forEach((parameter, array) -> changed.put(
                    parameter, manager.create(weights.apply(array.toFloatArray()), array.getShape())));
            ModelFile.save(
                    folder, name, config.apply(loaded.card().config()), loaded.card().finalImage(), new Parameters(changed),
                    Safetensors.Storage.F32, Optional.empty(), Map.of());
        }
    }
}
