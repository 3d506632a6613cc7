package org.larmor.jssl.run;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.loss.LossTerm;
import org.larmor.jssl.step.Trainer;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.nn.FinalImage;
import org.larmor.nn.Model;
import org.larmor.nn.Parameters;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.engine.DeviceMemory;

/**
 * One training from its first step, or its checkpoint, to its last, with everything that it leaves in its folder: the
 * model and its card, the checkpoint, the recipe and the curves. Used by one thread.
 */
public final class TrainingSession implements AutoCloseable {
    /** Steps between two looks at hidden columns. */
    private static final int CHECK_EVERY = 25;

    private final NDManager manager;
    private final NDManager placed;
    private final TrainingData data;
    private final TrainingRecipe recipe;
    private final TrainingOutput output;
    private final Start start;
    private final FinalImage finalImage;
    private final Model model;
    private final Trainer trainer;
    private final SampleSource source;
    private final Validation validation;
    private final Optional<EarlyStopping> stopping;
    private final Curves curves;
    private final CardNotes notes;
    private Optional<Validation.Result> figures = Optional.empty();
    private long validatedAt = -1;
    private long checkedAt = -1;
    private @Nullable WeightDrift drift;

    /** Where the parameters come from. */
    public sealed interface Start {
        /** Drawn by the recipe's seed. */
        record Fresh() implements Start {}

        /** Another model's, whose configuration the recipe has. */
        record From(ModelLibrary.Entry model) implements Start {}

        /** What of it decides numbers. */
        private String description() {
            return switch (this) {
                case Fresh _ -> "fresh";
                case From(ModelLibrary.Entry model) -> "from " + model.version();
            };
        }
    }

    private TrainingSession(
            NDManager parent,
            DeviceMemory memory,
            TrainingData data,
            TrainingRecipe recipe,
            TrainingOutput output,
            Start start,
            boolean resume)
            throws IOException {
        manager = parent.newSubManager();
        this.data = data;
        this.recipe = recipe;
        this.output = output;
        this.start = start;
        finalImage = data.mode().finalImage(recipe.config());
        model = new Model(recipe.config());
        if (resume) {
            RecipeFile.require(output.recipe(), description());
            if (!Files.exists(output.checkpoint())) {
                throw new DataException(output.folder() + " has no checkpoint yet: start again without resuming");
            }
        }
        DeviceMemory.Placed<Trainer> made = memory.placed(there -> resume
                ? Trainer.resume(there, model, recipe.settings(), output.checkpoint(), memory)
                : new Trainer(there, model, parameters(there), recipe.settings(), memory));
        trainer = made.what();
        placed = made.manager();
        if (!resume) {
            Files.createDirectories(output.folder());
            RecipeFile.write(output.recipe(), description());
        }
        source = new SampleSource(manager, data.sets(), recipe.samples(), data.opener());
        validation = new Validation(manager, memory, data);
        stopping = recipe.earlyStopping() && data.mode().targets()
                ? Optional.of(new EarlyStopping(manager, memory, data, model, finalImage, output.best()))
                : Optional.empty();
        if (stopping.isPresent() && resume) {
            stopping.get().resume();
        }
        curves = Curves.open(
                output.folder(),
                recipe.settings().terms().stream().map(LossTerm::name).toList(),
                trainer.iteration());
        notes = new CardNotes(data, description(), output.notes());
    }

    /**
     * Checks the data and writes the recipe; nothing is computed yet.
     *
     * @param parent of the samples, which the processor makes
     * @param memory of the device that the network is to be trained on
     */
    public static TrainingSession begin(
            NDManager parent,
            DeviceMemory memory,
            TrainingData data,
            TrainingRecipe recipe,
            TrainingOutput output,
            Start start)
            throws IOException {
        data.check();
        return new TrainingSession(parent, memory, data, recipe, output, start, false);
    }

    /** Likewise goes on from the folder's checkpoint, with the numbers of a training that never stopped. */
    public static TrainingSession resume(
            NDManager parent,
            DeviceMemory memory,
            TrainingData data,
            TrainingRecipe recipe,
            TrainingOutput output,
            Start start)
            throws IOException {
        data.check();
        return new TrainingSession(parent, memory, data, recipe, output, start, true);
    }

    private Parameters parameters(NDManager owner) throws IOException {
        return switch (start) {
            case Start.Fresh _ -> Parameters.initial(owner, model.parameters(), recipe.seed());
            case Start.From(ModelLibrary.Entry entry) -> entry.load(owner).parameters();
        };
    }

    /** How far the weights are from where this training started, as a part of those weights' 2-norm. */
    public double drift() throws IOException {
        if (drift == null) {
            try (Parameters first = parameters(manager)) {
                drift = new WeightDrift(first);
            }
        }
        return drift.of(trainer.parameters());
    }

    private Map<String, String> description() {
        Map<String, String> text = new LinkedHashMap<>(data.description());
        text.putAll(recipe.description());
        text.put("start", start.description());
        return text;
    }

    /**
     * Trains until so many steps are done or {@code stop} says so, which is asked before each step; saves in either case.
     *
     * @return the number of steps done
     */
    public long run(long steps, BooleanSupplier stop, TrainingListener listener) throws IOException {
        return run(steps, stop, () -> false, listener);
    }

    /**
     * The same, which may also come to its end sooner.
     *
     * @param stop whether it is interrupted, to be resumed: nothing is measured then
     * @param enough whether this is its end: then all is as after the last step
     */
    public long run(long steps, BooleanSupplier stop, BooleanSupplier enough, TrainingListener listener)
            throws IOException {
        listener.started(trainer.iteration(), trainer.parameters().count());
        if (trainer.iteration() == 0) {
            validate(listener);
            checkHidden(listener);
        }
        TrainingRun run =
                new TrainingRun(manager, trainer, source, output.checkpoint(), output.saveEvery());
        BooleanSupplier ends = () -> stop.getAsBoolean() || enough.getAsBoolean();
        run.until(steps, ends, report -> {
            Curves.Step step = new Curves.Step(
                    report.iteration() + 1,
                    source.selfSupervised(report.iteration()),
                    report.rate(),
                    report.loss(),
                    report.gradientNorm(),
                    report.losses());
            curves.add(step);
            listener.step(step);
            try {
                if (step.iteration() % output.validateEvery() == 0) {
                    validate(listener);
                }
                if (step.iteration() % CHECK_EVERY == 0) {
                    checkHidden(listener);
                }
                if (step.iteration() % output.saveEvery() == 0) {
                    curves.flush();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, () -> saved(listener));
        if (!stop.getAsBoolean()) {
            validate(listener);
            checkHidden(listener);
            measureKept();
        }
        save(listener);
        return trainer.iteration();
    }

    private void saved(TrainingListener listener) {
        try {
            save(listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void validate(TrainingListener listener) throws IOException {
        if (data.validation().isEmpty() || validatedAt == trainer.iteration()) {
            return;
        }
        Validation.Result result = validation.measure(
                new Reconstruction(model, trainer.parameters(), finalImage), recipe, trainer.iteration());
        curves.add(result.learned());
        listener.validated(result.learned(), result.zeroFilled());
        validatedAt = trainer.iteration();
        figures = Optional.of(result);
    }

    /** The card's figures are of what the model is. */
    private void measureKept() throws IOException {
        Optional<EarlyStopping.Best> best = stopping.flatMap(EarlyStopping::best);
        if (data.validation().isEmpty() || best.isEmpty()) {
            return;
        }
        try (Parameters kept = stopping.orElseThrow().kept().orElseThrow()) {
            figures = Optional.of(validation.measure(
                    new Reconstruction(model, kept, finalImage), recipe, best.get().iteration()));
        }
    }

    private void checkHidden(TrainingListener listener) throws IOException {
        if (stopping.isPresent() && checkedAt != trainer.iteration()) {
            checkedAt = trainer.iteration();
            OptionalDouble error = stopping.get().check(trainer.parameters(), trainer.iteration());
            if (error.isPresent() && Double.isFinite(error.getAsDouble())) {
                curves.addHidden(trainer.iteration(), Math.exp(error.getAsDouble()));
                listener.hidden(trainer.iteration(), Math.exp(error.getAsDouble()));
            }
        }
    }

    private void save(TrainingListener listener) throws IOException {
        Optional<Parameters> kept = stopping.isPresent() ? stopping.get().kept() : Optional.empty();
        try {
            ModelFile.save(
                    output.folder(),
                    output.name(),
                    recipe.config(),
                    finalImage,
                    kept.orElse(trainer.parameters()),
                    output.storage(),
                    Optional.empty(),
                    notes.of(trainer.iteration(), stopping.flatMap(EarlyStopping::best), figures.map(validation::text)));
        } finally {
            kept.ifPresent(Parameters::close);
        }
        curves.flush();
        listener.saved(trainer.iteration(), output.checkpoint());
    }

    @Override
    public void close() {
        stopping.ifPresent(EarlyStopping::close);
        validation.close();
        source.close();
        trainer.close();
        placed.close();
        manager.close();
    }
}
