package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.larmor.models.ModelException;
import org.larmor.models.ModelFile;
import org.larmor.models.Safetensors;
import org.larmor.nn.Model;
import org.larmor.nn.NnException;
import org.larmor.nn.Parameters;
import org.larmor.nn.Unrolled;
import org.larmor.recon.engine.DeviceMemory;

/**
 * Trains a model step by step. Keeps the parameters and Adam's moments; everything else of a step is gone when it
 * returns. One thread at a time.
 */
public final class Trainer implements AutoCloseable {
    private static final String PARAMETERS = "parameters/";
    private static final String FIRST = "first_moments/";
    private static final String SECOND = "second_moments/";
    private static final String ITERATION = "iteration";

    private final NDManager manager;
    private final TrainingSettings settings;
    private final StepGradients gradients;
    private final Parameters parameters;
    private final Adam adam;
    private long iteration;

    /**
     * What one step did.
     *
     * @param iteration counted from 0
     * @param losses each term, weighted, mean over the batches
     * @param gradientNorm global 2-norm before clipping
     */
    public record Report(long iteration, double rate, double loss, Map<String, Double> losses, double gradientNorm) {}

    /** Starts on the processor from parameters, which the trainer then owns. */
    public Trainer(NDManager parent, Model model, Parameters parameters, TrainingSettings settings) {
        this(parent, model, parameters, settings, DeviceMemory.OF_PROCESSOR);
    }

    /**
     * The same where {@code parent}'s arrays lie.
     *
     * @param memory of the device that this may be
     */
    public Trainer(
            NDManager parent, Model model, Parameters parameters, TrainingSettings settings, DeviceMemory memory) {
        this(parent.newSubManager(), model, parameters, settings, memory, 0, null);
    }

    private Trainer(
            NDManager manager,
            Model model,
            Parameters parameters,
            TrainingSettings settings,
            DeviceMemory memory,
            long iteration,
            @Nullable Adam adam) {
        parameters.require(model.parameters());
        if (settings.checkpointing() && !(model.network() instanceof Unrolled)) {
            throw new NnException("activation checkpointing is for vSHARP alone");
        }
        this.manager = manager;
        this.settings = settings;
        this.gradients = new StepGradients(model, settings, memory);
        this.parameters = parameters;
        this.adam = adam == null ? new Adam(manager, parameters) : adam;
        this.iteration = iteration;
    }

    /** Goes on exactly where {@link #save} was called, on the processor. */
    public static Trainer resume(NDManager parent, Model model, TrainingSettings settings, Path checkpoint)
            throws IOException {
        return resume(parent, model, settings, checkpoint, DeviceMemory.OF_PROCESSOR);
    }

    /**
     * The same where {@code parent}'s arrays lie.
     *
     * @param memory of the device that this may be
     */
    public static Trainer resume(
            NDManager parent, Model model, TrainingSettings settings, Path checkpoint, DeviceMemory memory)
            throws IOException {
        Safetensors file = Safetensors.read(checkpoint);
        NDManager manager = parent.newSubManager();
        long iteration = Long.parseLong(file.metadata().getOrDefault(ITERATION, "-1"));
        if (iteration < 0) {
            throw new ModelException(checkpoint + " is no checkpoint: it does not say its iteration");
        }
        Adam adam = new Adam(part(manager, file, FIRST), part(manager, file, SECOND), iteration);
        return new Trainer(manager, model, part(manager, file, PARAMETERS), settings, memory, iteration, adam);
    }

    /** Writes parameters, moments and iteration to one file, which is whole or not there. */
    public void save(Path checkpoint) throws IOException {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        ModelFile.tensors(parameters).forEach((name, t) -> tensors.put(PARAMETERS + name, t));
        ModelFile.tensors(adam.first()).forEach((name, t) -> tensors.put(FIRST + name, t));
        ModelFile.tensors(adam.second()).forEach((name, t) -> tensors.put(SECOND + name, t));
        new Safetensors(tensors, Map.of(ITERATION, Long.toString(iteration)))
                .write(checkpoint, Safetensors.Storage.F32);
    }

    /** The number of steps done. */
    public long iteration() {
        return iteration;
    }

    int managedArrays() {
        return manager.getManagedArrays().size();
    }

    /** Adam's, for looking at. */
    Parameters firstMoments() {
        return adam.first();
    }

    /** Changed in place by every step; the trainer's. */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * One step of the optimizer with the mean gradient of several batches, each computed by itself.
     *
     * @throws TrainingException where loss or gradients are not finite; the parameters are as before then
     */
    public Report step(List<Batch> batches) {
        try (NDManager step = manager.newSubManager();
                GradMode _ = new GradMode(true)) {
            StepGradients.Computed computed = gradients.of(step, parameters, batches);
            Map<String, NDArray> gradient = computed.gradients();
            double loss = computed.losses().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            double norm = norm(gradient);
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                throw new TrainingException("iteration " + iteration + ": loss " + loss + ", gradient norm " + norm);
            }
            double rate = settings.rate().at(iteration);
            try (GradMode _ = new GradMode(false)) {
                clip(gradient, norm);
                adam.step(parameters, gradient::get, rate);
            }
            return new Report(iteration++, rate, loss, computed.losses(), norm);
        }
    }

    private void clip(Map<String, NDArray> gradients, double norm) {
        if (settings.clip().isPresent() && norm > settings.clip().getAsDouble()) {
            double factor = settings.clip().getAsDouble() / norm;
            gradients.values().forEach(g -> g.muli(factor));
        }
    }

    private static double norm(Map<String, NDArray> gradients) {
        double square = 0;
        for (NDArray gradient : gradients.values()) {
            try (NDArray squares = gradient.square();
                    NDArray sum = squares.sum()) {
                square += Objective.Result.scalar(sum);
            }
        }
        return Math.sqrt(square);
    }

    private static Parameters part(NDManager manager, Safetensors file, String prefix) {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        file.tensors().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), tensor);
            }
        });
        return ModelFile.parameters(manager, tensors);
    }

    @Override
    public void close() {
        parameters.close();
        adam.close();
        gradients.close();
        manager.close();
    }
}
