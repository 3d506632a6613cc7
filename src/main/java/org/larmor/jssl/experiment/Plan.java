package org.larmor.jssl.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.run.AugmentationKind;
import org.larmor.jssl.run.NetworkKind;
import org.larmor.jssl.run.Preset;
import org.larmor.jssl.sampling.Acceleration;

/**
 * A comparison as it is decided on before anything is looked at. Paths are below the data's folder and may pick slices
 * ({@code heart#0,1,2}).
 *
 * @param name the comparison's
 * @param preset the network's size, its losses and the course of the learning rate
 * @param startOrNull the card of the model that training starts from, or {@code starter} for the one in the program;
 *     without it, fresh weights by each seed
 * @param learningRate base of the preset's course
 * @param seeds one training each
 * @param accelerations as {@link Acceleration#parse} reads them
 * @param proxy fully sampled slices to learn from
 * @param target slices to learn from by themselves; in choosing, those of {@code choosing} are left out
 * @param evaluation slices that figures are reported on; nothing is chosen by them
 * @param choosing slices to choose parameters by
 * @param masksOrNull the fixed subsampling of targets and measured slices; without it, drawn once by {@code maskSeed}
 * @param contendersOrNull what is compared; without it, the classical methods, the start and training by the preset
 * @param bartLambda weight of BART's L1-wavelet term by acceleration ({@code 4x})
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Plan(
        String name,
        NetworkKind network,
        Preset preset,
        @JsonProperty("start") @Nullable String startOrNull,
        int steps,
        double learningRate,
        int batch,
        AugmentationKind augmentation,
        List<Long> seeds,
        List<String> accelerations,
        List<String> proxy,
        List<String> target,
        List<String> evaluation,
        List<String> choosing,
        @JsonProperty("masks") @Nullable Masks masksOrNull,
        long maskSeed,
        @JsonProperty("contenders") @Nullable List<Contender> contendersOrNull,
        Map<String, Double> bartLambda) {
    private static final List<Contender> USUAL = List.of(
            Contender.ZERO_FILLED,
            Contender.SENSE,
            Contender.BART_L1,
            Contender.START,
            Contender.SSL,
            Contender.JSSL,
            Contender.SL_PROXY,
            Contender.SL_TARGET);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /**
     * Listed masks.
     *
     * @param rates the file's names by acceleration: {@code 4x} is {@code x4}
     */
    public record Masks(String file, Map<String, String> rates) {}

    public Plan {
        require(name, "name");
        require(network, "network");
        require(preset, "preset");
        require(augmentation, "augmentation");
        seeds = List.copyOf(require(seeds, "seeds"));
        accelerations = List.copyOf(require(accelerations, "accelerations"));
        proxy = List.copyOf(require(proxy, "proxy"));
        target = List.copyOf(require(target, "target"));
        evaluation = List.copyOf(require(evaluation, "evaluation"));
        choosing = List.copyOf(require(choosing, "choosing"));
        contendersOrNull = contendersOrNull == null ? null : List.copyOf(contendersOrNull);
        bartLambda = Map.copyOf(require(bartLambda, "bartLambda"));
        if (steps < 1 || batch < 1 || !(learningRate > 0) || seeds.isEmpty() || accelerations.isEmpty()) {
            throw new DataException("plan " + name + ": steps " + steps + ", batch " + batch + ", learning rate "
                    + learningRate + ", seeds " + seeds + ", accelerations " + accelerations);
        }
        for (String text : accelerations) {
            Acceleration acceleration = Acceleration.parse(text);
            if (!bartLambda.containsKey(label(acceleration))) {
                throw new DataException("plan " + name + " has no bartLambda for " + label(acceleration));
            }
            if (masksOrNull != null && !masksOrNull.rates().containsKey(label(acceleration))) {
                throw new DataException("plan " + name + " has no masks for " + label(acceleration));
            }
        }
    }

    private static <T> T require(@Nullable T value, String name) {
        if (value == null) {
            throw new DataException("the plan does not state its " + name);
        }
        return value;
    }

    /** @param nameOrPath one that the program brings along ({@code heart}), or a file */
    public static Plan read(String nameOrPath) throws IOException {
        Path file = Path.of(nameOrPath);
        if (!nameOrPath.matches("[a-z0-9-]+") || Files.isRegularFile(file)) {
            return parse(nameOrPath, Files.readAllBytes(file));
        }
        try (InputStream in = Plan.class.getResourceAsStream("/org/larmor/experiments/" + nameOrPath + ".json")) {
            if (in == null) {
                throw new DataException("there is no plan " + nameOrPath + ", neither as a file nor in the program");
            }
            return parse(nameOrPath, in.readAllBytes());
        }
    }

    private static Plan parse(String where, byte[] json) throws IOException {
        try {
            return JSON.readValue(json, Plan.class);
        } catch (JsonProcessingException e) {
            Throwable cause = e.getCause() instanceof DataException ? e.getCause() : e;
            throw new DataException(where + ": " + cause.getMessage(), e);
        }
    }

    public Optional<String> start() {
        return Optional.ofNullable(startOrNull);
    }

    /** What is compared. */
    public List<Contender> contenders() {
        return contendersOrNull == null ? USUAL : contendersOrNull;
    }

    public Optional<Masks> masks() {
        return Optional.ofNullable(masksOrNull);
    }

    /**
     * What of the plan decides a cell's figures, as text. Other seeds and accelerations may be added later.
     */
    String deciding(Cell cell) {
        ObjectNode node = JSON.valueToTree(this);
        node.remove(List.of("name", "seeds", "accelerations", "contenders"));
        if (cell.contender() != Contender.BART_L1) {
            node.remove("bartLambda");
        }
        if (cell.contender().mode().isPresent()) {
            // a preset may change under its name
            node.put(
                    "presetIs",
                    preset.losses() + ", " + preset.rate() + ", " + preset.clip() + ", "
                            + cell.contender().splitting().orElse(preset.splitting())
                            + (cell.contender().stopped() ? ", stopped early" : ""));
        } else {
            node.remove(List.of("steps", "learningRate", "batch", "augmentation", "proxy", "target"));
        }
        if (!cell.contender().learned()) {
            node.remove(List.of("network", "preset", "start"));
        }
        return node.toString();
    }

    /** {@code 4x}. */
    public static String label(Acceleration acceleration) {
        return acceleration.label();
    }
}
