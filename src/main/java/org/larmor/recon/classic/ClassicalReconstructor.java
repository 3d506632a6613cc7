package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.larmor.mrd.header.Encoding;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Recipe;
import org.larmor.recon.ReconException;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
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
    private final NDManager manager = TorchEngine.inferenceManager();
    private final KspaceGrid grid = new KspaceGrid();

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
        try (NDManager frame = manager.newSubManager()) {
            return switch (input.recipe()) {
                case SIMPLEFFT, RSS -> {
                    NDArray whitening = input.recipe() == Recipe.RSS
                            ? whitening(frame, input, survey, warnings).orElse(null)
                            : null;
                    float[] pixels = RootSumOfSquares.reconstruct(frame, grid, whitening);
                    yield image(layout, survey, pixels, input.recipe(), false, warnings);
                }
                case SENSE, JSSL, AUTO, NULL ->
                    throw new IllegalArgumentException("no classical recipe: " + input.recipe());
            };
        }
    }

    @Override
    public void close() {
        grid.close();
        manager.close();
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

    private static Optional<NDArray> whitening(
            NDManager frame, FrameInput input, FrameSurvey survey, List<String> warnings) throws ReconException {
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
        return matrix.map(pairs -> complexMatrix(frame, pairs, survey.channels(), survey.channels()));
    }

    private static NDArray complexMatrix(NDManager manager, float[] pairs, int rows, int columns) {
        try (NDArray real = manager.create(pairs, new Shape(rows, columns, 2))) {
            return real.complex();
        }
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
