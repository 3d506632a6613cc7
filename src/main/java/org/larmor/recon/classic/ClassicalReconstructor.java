package org.larmor.recon.classic;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.Encoding;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Recipe;
import org.larmor.recon.ReconException;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.FrameSurvey;
import org.larmor.recon.kspace.KspaceGrid;
import org.larmor.recon.kspace.ReadoutRole;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.noise.NoiseCovariance;

/**
 * The classical recipes {@code rss}, {@code simplefft} and {@code sense}, on the engine. Made, used and closed by one
 * thread. The payload is copied once, from the message into the grid that the engine works on.
 */
public final class ClassicalReconstructor implements Reconstructor {
    /** Weight of ‖x‖² beside ‖Ax − y‖², with orthonormal transforms and Σ|S|² = 1; as BART's {@code pics -l2 -r}. */
    private static final double LAMBDA = 1e-4;

    private static final double TOLERANCE = 1e-4;
    private static final int MAX_ITERATIONS = 50;

    private final NDManager manager = TorchEngine.inferenceManager();
    private final KspaceGrid grid = new KspaceGrid();
    private final MapEstimation estimation = new MapEstimation();
    private final SenseImage senseImage = new SenseImage(new ConjugateGradient(LAMBDA, TOLERANCE, MAX_ITERATIONS));

    @Override
    public ReconImage reconstruct(FrameInput input) throws ReconException {
        List<String> warnings = new ArrayList<>();
        Encoding encoding = encoding(input);
        FrameSurvey survey = FrameSurvey.of(input.imaging(), encoding);
        FrameLayout layout = FrameLayout.of(encoding, survey, warnings);
        if (survey.reversed()) {
            warnings.add("lines acquired in reverse are turned without phase correction");
        }
        fill(input, layout);
        float[] whitening =
                input.recipe() == Recipe.SIMPLEFFT ? null : whitening(input, survey, warnings).orElse(null);
        try (NDManager frame = manager.newSubManager()) {
            return switch (input.recipe()) {
                case SIMPLEFFT, RSS -> {
                    float[] pixels = rootSumOfSquares(frame, whitening, survey.channels());
                    yield image(layout, survey, pixels, input.recipe(), false, warnings);
                }
                case SENSE -> sense(frame, input, survey, whitening, false, warnings);
                case JSSL -> {
                    warnings.add("no learned model here; reconstructed by SENSE instead");
                    yield sense(frame, input, survey, whitening, true, warnings);
                }
                case AUTO, NULL -> throw new IllegalArgumentException("no recipe of a job: " + input.recipe());
            };
        }
    }

    @Override
    public void close() {
        estimation.close();
        grid.close();
        manager.close();
    }

    private ReconImage sense(
            NDManager frame,
            FrameInput input,
            FrameSurvey survey,
            float @Nullable [] whitening,
            boolean fallback,
            List<String> warnings)
            throws ReconException {
        FrameLayout layout = grid.layout();
        Optional<CoilMaps> maps = Optional.empty();
        if (!SenseImage.separable(grid)) {
            warnings.add("acceleration along encode step 2 is not unfolded: zero-filled");
        } else {
            maps = estimation.maps(frame, input, layout, whitening);
            if (maps.isEmpty()) {
                warnings.add("no lines cover the centre of k-space for coil maps: zero-filled");
            }
        }
        if (maps.isEmpty()) {
            float[] pixels = rootSumOfSquares(frame, whitening, survey.channels());
            return image(layout, survey, pixels, Recipe.RSS, true, warnings);
        }
        float[] pixels = senseImage.reconstruct(frame, grid, maps.get());
        return image(layout, survey, pixels, Recipe.SENSE, fallback, warnings);
    }

    private float[] rootSumOfSquares(NDManager frame, float @Nullable [] whitening, int channels) {
        return RootSumOfSquares.reconstruct(
                frame, grid, whitening == null ? null : Complex.of(frame, whitening, new Shape(channels, channels)));
    }

    private static Encoding encoding(FrameInput input) throws ReconException {
        List<Encoding> encodings = input.scan().header().encodings();
        int space = input.frame().encodingSpace();
        if (space >= encodings.size()) {
            throw new ReconException("the header describes " + encodings.size()
                    + " encoding spaces, the frame is of number " + space);
        }
        Encoding encoding = encodings.get(space);
        if (!encoding.cartesian()) {
            throw new ReconException("the trajectory '" + encoding.trajectory()
                    + "' is not Cartesian and cannot be reconstructed here");
        }
        return encoding;
    }

    private void fill(FrameInput input, FrameLayout layout) throws ReconException {
        grid.begin(layout);
        Readouts.forEach(input.imaging(), (header, messages, data) -> {
            if (ReadoutRole.of(header).imaging()) {
                grid.add(header, messages, data);
            }
        });
        grid.finish();
    }

    private static Optional<float[]> whitening(FrameInput input, FrameSurvey survey, List<String> warnings)
            throws ReconException {
        NoiseCovariance noise = input.scan().noiseCovariance();
        if (noise.channels() == 0) {
            return Optional.empty();
        }
        if (noise.channels() != survey.channels()) {
            warnings.add("noise of " + noise.channels() + " channels cannot whiten " + survey.channels());
            return Optional.empty();
        }
        Optional<float[]> matrix = noise.whitening(
                survey.center().sampleTimeUs(), input.scan().header().receiverNoiseBandwidth());
        if (matrix.isEmpty()) {
            warnings.add("the noise covariance of " + noise.samples() + " samples has no inverse: not whitened");
        }
        return matrix;
    }

    private static ReconImage image(
            FrameLayout layout,
            FrameSurvey survey,
            float[] pixels,
            Recipe done,
            boolean fallback,
            List<String> warnings) {
        return new ReconImage(
                1,
                layout.z().recon(),
                layout.y().recon(),
                layout.x().recon(),
                pixels,
                survey.center(),
                done,
                fallback,
                List.copyOf(warnings));
    }
}
