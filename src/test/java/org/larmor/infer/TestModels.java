package org.larmor.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.larmor.models.ModelCard;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.FinalImage;
import org.larmor.nn.InitializerConfig;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.nn.ResidualVsharpConfig;
import org.larmor.nn.UnetConfig;
import org.larmor.nn.VarNetConfig;
import org.larmor.nn.VsharpConfig;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.scan.ModelRange;

/** Small models in a folder. */
public final class TestModels {
    private TestModels() {}

    /** A vSHARP of few, random weights. */
    public static ModelConfig random(CoilMapping maps) {
        VsharpConfig vsharp = new VsharpConfig(
                2,
                2,
                new UnetConfig(6, 2, 4, 2, false),
                true,
                VsharpConfig.Start.SENSE,
                new InitializerConfig(List.of(4, 4), List.of(1, 2), 2),
                1);
        return new ModelConfig(vsharp, Optional.of(new UnetConfig(2, 2, 4, 2, false))).withMaps(maps);
    }

    /** A VarNet; with weights of zero it leaves the measured k-space as it is: the image is its SENSE combination. */
    public static ModelConfig varNet(CoilMapping maps) {
        return new ModelConfig(VarNetConfig.of(1, 4, 2), Optional.empty()).withMaps(maps);
    }

    /** The product's own network before any training: CG-SENSE, whatever it was before. */
    public static ModelConfig residual() {
        return new ModelConfig(
                        new ResidualVsharpConfig(2, 3, new UnetConfig(6, 2, 4, 2, false), true, ResidualVsharpConfig.Start.SENSE, 1e-4, 0.1),
                        Optional.empty())
                .withMaps(CoilMapping.ESPIRIT);
    }

    public static String save(Path folder, String name, ModelConfig config) throws IOException {
        return save(folder, name, config, array -> array);
    }

    /** @return its version */
    public static String save(
            Path folder, String name, ModelConfig config, UnaryOperator<NDArray> weights)
            throws IOException {
        TorchEngine.load();
        try (NDManager manager = TorchEngine.inferenceManager()) {
            Parameters initial = Parameters.initial(manager, new Model(config).parameters(), 7);
            Map<String, NDArray> named = new LinkedHashMap<>();
            initial.asMap().forEach((parameter, array) ->
                    named.put(parameter, parameter.endsWith("learning_rate") ? array : weights.apply(array)));
            ModelCard card = ModelFile.save(
                    folder,
                    name,
                    config,
                    FinalImage.MODULUS,
                    new Parameters(named),
                    Safetensors.Storage.F32,
                    Optional.of(new ModelRange(1.2, 16, 4, 1, 64, true)),
                    Map.of());
            return ModelLibrary.versionOf(card);
        }
    }
}
