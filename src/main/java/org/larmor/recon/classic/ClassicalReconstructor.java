package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.coil.Espirit;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.prepare.EspiritMaps;
import org.larmor.recon.prepare.FramePreparation;
import org.larmor.recon.prepare.ImagePixels;
import org.larmor.recon.prepare.MapMethod;
import org.larmor.recon.prepare.PreparedFrame;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.Recipe;

/**
 * The classical recipes {@code rss}, {@code simplefft} and {@code sense}, on the engine. Made, used and closed by one
 * thread.
 */
public final class ClassicalReconstructor implements Reconstructor {
    private final NDManager root = TorchEngine.inferenceManager();
    private final FramePreparation preparation = new FramePreparation();
    private final MapMethod mapping = new EspiritMaps();

    @Override
    public ReconImage reconstruct(FrameInput input) throws ReconException {
        PreparedFrame frame = preparation.prepare(input);
        try (NDManager manager = root.newSubManager()) {
            return switch (input.recipe()) {
                case SIMPLEFFT, RSS -> zeroFilled(manager, frame, input.recipe(), false);
                case SENSE -> sense(manager, frame, false);
                case JSSL -> {
                    frame.warnings().add("no learned model here; reconstructed by SENSE instead");
                    yield sense(manager, frame, true);
                }
                case NULL -> throw new IllegalArgumentException("no recipe of a job: " + input.recipe());
            };
        }
    }

    @Override
    public void close() {
        preparation.close();
        root.close();
    }

    private ReconImage sense(NDManager manager, PreparedFrame frame, boolean fallback) throws ReconException {
        if (frame.layout().channels() == 1) {
            frame.warnings().add("one coil has nothing to unfold with: zero-filled");
            return zeroFilled(manager, frame, Recipe.RSS, true);
        }
        try {
            CoilMaps maps = maps(manager, frame);
            List<NDArray> images = frame.slices(manager, maps).stream()
                    .map(slice -> SenseImage.of(manager, slice))
                    .toList();
            return frame.image(ImagePixels.of(images, frame.layout()), Recipe.SENSE, fallback);
        } catch (FoldedException e) {
            if (!frame.input().zeroFill()) {
                throw new ReconException(e.getMessage());
            }
            frame.warnings().add(e.getMessage() + "; zero-filled, as the scan's parameters ask for");
            return zeroFilled(manager, frame, Recipe.RSS, true);
        }
    }

    /** What cannot be unfolded. */
    private static final class FoldedException extends Exception {
        private static final long serialVersionUID = 1L;

        FoldedException(String message) {
            super(message);
        }
    }

    private CoilMaps maps(NDManager manager, PreparedFrame frame) throws FoldedException, ReconException {
        if (!frame.separable()) {
            throw new FoldedException("acceleration along encode step 2 cannot be unfolded: the partitions hold"
                    + " different lines");
        }
        int samples = frame.layout().readout();
        if (samples < Espirit.leastSamples()) {
            throw new FoldedException("readouts of " + samples + " samples are too short for coil maps");
        }
        Optional<CoilMaps> maps = preparation.maps(manager, frame, mapping);
        return maps.orElseThrow(() -> new FoldedException("fewer than " + EncodingRules.FEWEST_CENTRAL_LINES
                + " consecutive lines cover the centre of k-space, from any source: no coil maps to unfold with"));
    }

    private static ReconImage zeroFilled(NDManager manager, PreparedFrame frame, Recipe done, boolean fallback)
            throws ReconException {
        return frame.image(RootSumOfSquares.reconstruct(manager, frame), done, fallback);
    }
}
