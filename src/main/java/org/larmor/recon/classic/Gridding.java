package org.larmor.recon.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.larmor.mrd.ReadoutRole;
import org.larmor.mrd.header.Encoding;
import org.larmor.recon.FrameInput;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.FrameSurvey;
import org.larmor.recon.kspace.KspaceGrid;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.noise.NoiseCovariance;
import org.larmor.scan.Recipe;

/**
 * What every recipe begins with: checks a frame, lays its readouts out on the grid, and finds what whitens them. The
 * payload is copied from the message into the grid that the engine reads. Owns the grid; used by one thread.
 */
public final class Gridding implements AutoCloseable {
    private final KspaceGrid grid = new KspaceGrid();

    /** @return valid until the next call */
    public GriddedFrame grid(FrameInput input) throws ReconException {
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
        return new GriddedFrame(input, survey, layout, grid, whitening, warnings);
    }

    @Override
    public void close() {
        grid.close();
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
}
