package org.larmor.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.larmor.nn.FinalImage;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.nn.Reconstruction;
import org.larmor.scan.ModelRange;

/** A model on disk: {@code NAME.safetensors} and its card {@code NAME.json}. */
public final class ModelFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ModelFile() {}

    /** A model as read; the parameters are the caller's to close. */
    public record Loaded(ModelCard card, Model model, Parameters parameters) {
        public Reconstruction reconstruction() {
            return new Reconstruction(model, parameters, card.finalImage());
        }
    }

    /**
     * Writes weights and card; the card last, since it vouches for the weights.
     *
     * @param range what it was measured for, empty where that is not known
     */
    public static ModelCard save(
            Path folder,
            String name,
            ModelConfig config,
            FinalImage finalImage,
            Parameters parameters,
            Safetensors.Storage storage,
            Optional<ModelRange> range,
            Map<String, String> notes)
            throws IOException {
        Files.createDirectories(folder);
        Path weights = folder.resolve(name + ".safetensors");
        new Safetensors(tensors(parameters), Map.of()).write(weights, storage);
        ModelCard card = new ModelCard(
                ModelCard.SCHEMA,
                name,
                config,
                finalImage,
                parameters.count(),
                sha256(weights),
                range.map(ModelCard.Measured::of).orElse(null),
                notes);
        Files.write(folder.resolve(name + ".json"), JSON.writeValueAsBytes(card));
        return card;
    }

    /** @throws IOException where it cannot be read, or is no card */
    public static ModelCard readCard(Path card) throws IOException {
        try (InputStream in = Files.newInputStream(card)) {
            return readCard(in);
        }
    }

    /** As {@link #readCard(Path)}; the stream stays the caller's. */
    public static ModelCard readCard(InputStream card) throws IOException {
        return JSON.readValue(card, ModelCard.class);
    }

    /** Where a card's weights lie: beside it. */
    public static Path weightsOf(Path card, ModelCard read) {
        return card.resolveSibling(read.name() + ".safetensors");
    }

    /**
     * The same.
     *
     * @throws ModelException where they are not what the card says
     */
    public static Path verifiedWeights(Path card, ModelCard read) throws IOException {
        Path weights = weightsOf(card, read);
        String sha256 = sha256(weights);
        if (!sha256.equals(read.sha256())) {
            throw new ModelException(weights + " is not what its card says: SHA-256 " + sha256);
        }
        return weights;
    }

    /** @param card the {@code .json}; the weights lie beside it */
    public static Loaded load(NDManager manager, Path card) throws IOException {
        ModelCard read = readCard(card);
        Path weights = verifiedWeights(card, read);
        Model model = new Model(read.config());
        Parameters parameters = parameters(manager, Safetensors.read(weights).tensors());
        parameters.require(model.parameters());
        return new Loaded(read, model, parameters);
    }

    /**
     * Takes weights published elsewhere: safetensors or npz with the reference implementation's names. A file of a
     * network alone (no {@code model.} in its names) gets the prefix.
     */
    public static Loaded imported(NDManager manager, Path file, FinalImage finalImage) throws IOException {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        if (file.toString().endsWith(".npz")) {
            Npz.read(file).forEach((name, npy) ->
                    tensors.put(name, new Safetensors.Tensor(npy.shape(), npy.floats())));
        } else {
            tensors.putAll(Safetensors.read(file).tensors());
        }
        boolean whole = tensors.keySet().stream().anyMatch(n -> n.startsWith(Model.NETWORK));
        Map<String, Safetensors.Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> named.put(
                whole || name.startsWith(Model.SENSITIVITY) ? name : Model.NETWORK + name, tensor));
        Map<String, Shape> shapes = new LinkedHashMap<>();
        named.forEach((name, tensor) -> shapes.put(name, new Shape(tensor.shape())));
        WeightShapes read = new WeightShapes(shapes);
        boolean refines = shapes.keySet().stream().anyMatch(n -> n.startsWith(Model.SENSITIVITY));
        ModelConfig config = new ModelConfig(
                read.network(Model.NETWORK), refines ? Optional.of(read.unet(Model.SENSITIVITY)) : Optional.empty());
        Model model = new Model(config);
        Parameters parameters = parameters(manager, named);
        parameters.require(model.parameters());
        String name = file.getFileName().toString().replaceFirst("\\.(npz|safetensors)$", "");
        ModelCard card = new ModelCard(
                ModelCard.SCHEMA,
                name,
                config,
                finalImage,
                parameters.count(),
                sha256(file),
                null,
                Map.of("imported", file.getFileName().toString()));
        return new Loaded(card, model, parameters);
    }

    /** Copies of the values, by name. */
    public static Map<String, Safetensors.Tensor> tensors(Parameters parameters) {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        parameters.asMap().forEach((name, array) -> tensors.put(
                name, new Safetensors.Tensor(array.getShape().getShape().clone(), array.toFloatArray())));
        return tensors;
    }

    public static Parameters parameters(NDManager manager, Map<String, Safetensors.Tensor> tensors) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) ->
                arrays.put(name, manager.create(tensor.values(), new Shape(tensor.shape()))));
        return new Parameters(arrays);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
