package org.larmor.infer;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelException;
import org.larmor.models.ModelFile;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.NnException;
import org.larmor.nn.Passes;
import org.larmor.recon.FrameInput;
import org.larmor.recon.FrameOutcome;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.classic.ClassicalReconstructor;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.prepare.FramePreparation;
import org.larmor.recon.prepare.PreparedFrame;
import org.larmor.scan.Recipe;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recipe {@code jssl}: prepared slices as the classical recipes have them, then a model. What no model covers, and what
 * fails on the way, is reconstructed by {@code sense}, and says so. Made, used and closed by one thread; the models'
 * weights are shared.
 */
public final class LearnedReconstructor implements Reconstructor {
    private static final int REASON = 200;
    private static final Logger LOG = LoggerFactory.getLogger(LearnedReconstructor.class);

    private final NDManager root = TorchEngine.inferenceManager();
    private final Passes passes;
    private final SliceNetwork network;
    private final FramePreparation preparation = new FramePreparation();
    private final ClassicalReconstructor classical = new ClassicalReconstructor();
    private final LoadedModels models;

    /**
     * @param models stay the caller's
     * @param together slices that go through a network at once, at most
     */
    public LearnedReconstructor(LoadedModels models, int together) {
        this.models = models;
        passes = new Passes(root, models.memory());
        network = new SliceNetwork(passes, together);
    }

    @Override
    public ReconImage reconstruct(FrameInput input) throws ReconException {
        return switch (reconstruct(List.of(input)).getFirst()) {
            case FrameOutcome.Image(ReconImage image) -> image;
            case FrameOutcome.Failure(ReconException reason) -> throw reason;
        };
    }

    /** Slices of one shape and model go through the network together; a frame that fails there fails alone. */
    @Override
    public List<FrameOutcome> reconstruct(List<FrameInput> inputs) {
        List<PendingFrame> pending = new ArrayList<>();
        List<Supplier<FrameOutcome>> ends = new ArrayList<>();
        try (NDManager manager = root.newSubManager();
                LoadedModels.Use used = models.use()) {
            for (FrameInput input : inputs) {
                if (input.recipe() != Recipe.JSSL) {
                    ends.add(() -> classical.reconstruct(List.of(input)).getFirst());
                    continue;
                }
                try {
                    PendingFrame frame = begin(manager, used, input);
                    pending.add(frame);
                    ends.add(() -> end(frame, input));
                } catch (UncoveredException e) {
                    ends.add(() -> bySense(input, e.getMessage()));
                } catch (ReconException e) {
                    ends.add(() -> new FrameOutcome.Failure(e));
                } catch (RuntimeException e) {
                    OutOfMemory.endIfMeantBy(e);
                    LOG.warn("a frame could not be made ready for its model", e);
                    ends.add(() -> bySense(input, brief(e)));
                }
            }
            network.run(manager, pending);
            return ends.stream().map(Supplier::get).toList();
        }
    }

    private FrameOutcome end(PendingFrame frame, FrameInput input) {
        try {
            return new FrameOutcome.Image(frame.image());
        } catch (UncoveredException e) {
            return bySense(input, e.getMessage());
        }
    }

    private FrameOutcome bySense(FrameInput input, String reason) {
        try {
            ReconImage image = classical.reconstruct(input.classical(Recipe.SENSE));
            List<String> warnings = new ArrayList<>();
            warnings.add("not reconstructed by a model but by "
                    + image.recipe().label() + ": " + reason);
            warnings.addAll(image.warnings());
            return new FrameOutcome.Image(image.fallback(warnings));
        } catch (ReconException e) {
            return new FrameOutcome.Failure(e);
        }
    }

    @Override
    public void close() {
        classical.close();
        preparation.close();
        passes.close();
        root.close();
    }

    /** Arrays and managers that outlive a frame: the constants of image sizes, nothing of any frame. */
    int heldArrays() {
        return root.getManagedArrays().size();
    }

    /** A frame made ready for its model. */
    PendingFrame begin(NDManager manager, LoadedModels.Use used, FrameInput input) throws UncoveredException, ReconException {
        ModelFile.Loaded model = model(used, input);
        PreparedFrame frame = preparation.prepare(input);
        int height = frame.layout().readout();
        int width = frame.layout().y().encoded();
        int least = model.model().config().leastSide();
        if (Math.min(height, width) < least) {
            throw new UncoveredException("its " + height + " × " + width + " samples are fewer than the model's "
                    + least + " a side");
        }
        if (!frame.separable()) {
            throw new UncoveredException("it is accelerated along encode step 2");
        }
        CoilMapping mapping = model.model().config().maps();
        CoilMaps maps = preparation
                .maps(manager, frame, mapping)
                .orElseThrow(() -> new UncoveredException("no lines cover the centre of k-space for coil maps"));
        return new PendingFrame(frame, model, frame.slices(manager, maps));
    }

    private static ModelFile.Loaded model(LoadedModels.Use used, FrameInput input) throws UncoveredException {
        String version = input.model();
        if (version == null) {
            throw new UncoveredException("no model is named");
        }
        try {
            return used.get(version)
                    .orElseThrow(() -> new UncoveredException("the model " + version + " is not here"));
        } catch (IOException | ModelException | NnException e) {
            LOG.warn("model {} cannot be loaded", version, e);
            throw new UncoveredException("the model " + version + " cannot be loaded: " + brief(e));
        }
    }

    /** For the scanner: one line, not too long. */
    static String brief(Exception e) {
        String text = e.getClass().getSimpleName() + ": " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return text.length() <= REASON ? text : text.substring(0, REASON) + "…";
    }
}
