package org.larmor.recon.classic;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Recipe;

/**
 * The classical recipes {@code rss}, {@code simplefft} and {@code sense}, on the engine. Made, used and closed by one
 * thread.
 */
public final class ClassicalReconstructor implements Reconstructor {
    /** Weight of ‖x‖² beside ‖Ax − y‖², with orthonormal transforms and Σ|S|² = 1; as BART's {@code pics -l2 -r}. */
    private static final double LAMBDA = 1e-4;

    private static final double TOLERANCE = 1e-4;
    private static final int MAX_ITERATIONS = 50;

    private final NDManager root = TorchEngine.inferenceManager();
    private final Gridding gridding = new Gridding();
    private final MapEstimation estimation = new MapEstimation();
    private final SenseImage senseImage = new SenseImage(new ConjugateGradient(LAMBDA, TOLERANCE, MAX_ITERATIONS));

    @Override
    public ReconImage reconstruct(FrameInput input) throws ReconException {
        GriddedFrame gridded = gridding.grid(input);
        try (NDManager manager = root.newSubManager()) {
            return switch (input.recipe()) {
                case SIMPLEFFT, RSS -> gridded.image(rootSumOfSquares(manager, gridded), input.recipe(), false);
                case SENSE -> sense(manager, gridded, false);
                case JSSL -> {
                    gridded.warnings().add("no learned model here; reconstructed by SENSE instead");
                    yield sense(manager, gridded, true);
                }
                case NULL -> throw new IllegalArgumentException("no recipe of a job: " + input.recipe());
            };
        }
    }

    @Override
    public void close() {
        estimation.close();
        gridding.close();
        root.close();
    }

    private ReconImage sense(NDManager manager, GriddedFrame gridded, boolean fallback) throws ReconException {
        Optional<CoilMaps> maps = Optional.empty();
        if (!gridded.separable()) {
            gridded.warnings().add("acceleration along encode step 2 is not unfolded: zero-filled");
        } else {
            maps = estimation.maps(manager, gridded.input(), gridded.layout(), gridded.whitening());
            if (maps.isEmpty()) {
                gridded.warnings().add("no lines cover the centre of k-space for coil maps: zero-filled");
            }
        }
        if (maps.isEmpty()) {
            return gridded.image(rootSumOfSquares(manager, gridded), Recipe.RSS, true);
        }
        float[] pixels = senseImage.reconstruct(manager, gridded.grid(), maps.get());
        return gridded.image(pixels, Recipe.SENSE, fallback);
    }

    private static float[] rootSumOfSquares(NDManager manager, GriddedFrame gridded) {
        float[] whitening = gridded.whitening();
        int channels = gridded.layout().channels();
        return RootSumOfSquares.reconstruct(
                manager,
                gridded.grid(),
                whitening == null ? null : Complex.of(manager, whitening, new Shape(channels, channels)));
    }
}
