package org.larmor.jssl.run;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.eval.HiddenError;
import org.larmor.models.ModelFile;
import org.larmor.models.Safetensors;
import org.larmor.nn.FinalImage;
import org.larmor.nn.Model;
import org.larmor.nn.Parameters;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.engine.DeviceMemory;

/**
 * Keeps the parameters as they were when the targets' hidden columns were told best, by the mean over slices of the
 * logarithm of {@link HiddenError}. Training goes on to its last step, since the rate's course ends there; the model is
 * what was kept. A training that is resumed finds it on the disk.
 */
final class EarlyStopping implements AutoCloseable {
    private static final int MOST_SLICES = 8;
    private static final String ITERATION = "iteration";
    private static final String ERROR = "log_hidden_error";

    private final NDManager manager;
    private final TrainingData data;
    private final Model model;
    private final FinalImage finalImage;
    private final Path file;
    private final OpenFiles files;
    private final HiddenError hidden;
    private Optional<Best> best;

    /** What was kept, of which iteration, and its error's logarithm. */
    record Best(long iteration, double error) {}

    /**
     * @param memory of the device that the parameters may lie on
     * @param file gets the parameters that are kept
     */
    EarlyStopping(
            NDManager parent, DeviceMemory memory, TrainingData data, Model model, FinalImage finalImage, Path file)
            throws IOException {
        manager = parent.newSubManager();
        this.data = data;
        this.model = model;
        this.finalImage = finalImage;
        this.file = file;
        files = new OpenFiles(data.opener());
        hidden = new HiddenError(manager, memory);
        best = Optional.empty();
    }

    /** Goes on with what was kept by a training of so many steps, if anything was. */
    void resume() throws IOException {
        if (Files.exists(file)) {
            Map<String, String> said = Safetensors.read(file).metadata();
            best = Optional.of(new Best(Long.parseLong(said.get(ITERATION)), Double.parseDouble(said.get(ERROR))));
        }
    }

    /**
     * Measures parameters and keeps them where they are the best so far.
     *
     * @return the mean logarithm of the error; empty where nothing can be measured, so that nothing is kept either
     */
    OptionalDouble check(Parameters parameters, long iteration) throws IOException {
        OptionalDouble error = measure(parameters);
        if (error.isPresent()
                && (best.isEmpty() || error.getAsDouble() < best.get().error())) {
            best = Optional.of(new Best(iteration, error.getAsDouble()));
            new Safetensors(
                            ModelFile.tensors(parameters),
                            Map.of(ITERATION, Long.toString(iteration), ERROR, Double.toString(error.getAsDouble())))
                    .write(file, Safetensors.Storage.F32);
        }
        return error;
    }

    private OptionalDouble measure(Parameters parameters) {
        Reconstruction reconstruction = new Reconstruction(model, parameters, finalImage);
        TrainingSet targets = data.targetSet();
        List<Double> errors = new ArrayList<>();
        for (SliceRef ref : spread(targets.slices())) {
            HeldBack.whole(data.opener(), files, ref, targets.subsampling())
                    .flatMap(sample -> hidden.of(reconstruction, model.config().maps(), sample))
                    .ifPresent(error -> errors.add(Math.log(error)));
        }
        return errors.stream().mapToDouble(Double::doubleValue).average();
    }

    private static List<SliceRef> spread(List<SliceRef> slices) {
        List<SliceRef> some = new ArrayList<>();
        int most = Math.min(MOST_SLICES, slices.size());
        for (int i = 0; i < most; i++) {
            some.add(slices.get((int) ((long) i * slices.size() / most)));
        }
        return some;
    }

    Optional<Best> best() {
        return best;
    }

    /** The parameters that were kept, to be closed; empty where none were. */
    Optional<Parameters> kept() throws IOException {
        return best.isEmpty()
                ? Optional.empty()
                : Optional.of(ModelFile.parameters(manager, Safetensors.read(file).tensors()));
    }

    @Override
    public void close() {
        hidden.close();
        files.close();
        manager.close();
    }
}
