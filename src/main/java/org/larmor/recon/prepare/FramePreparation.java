package org.larmor.recon.prepare;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.larmor.mrd.ReadoutRole;
import org.larmor.mrd.header.Encoding;
import org.larmor.recon.FrameInput;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.coil.MapCache;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.FrameSurvey;
import org.larmor.recon.kspace.KspaceGrid;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.noise.NoiseCovariance;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FrameLines;
import org.larmor.scan.Trajectory;

/**
 * The way from a frame's readouts to what every method starts from: the readouts are checked and laid on the grid, what
 * whitens them is found, and the calibration lines give compression and coil maps. The payload is copied once, from the
 * message into the grid that the engine reads. Owns the grids; used by one thread.
 */
public final class FramePreparation implements AutoCloseable {
    private final KspaceGrid grid = new KspaceGrid();
    private final CalibrationLines calibration = new CalibrationLines();

    /**
     * @return valid until the next call
     * @throws ReconException where the readouts are not what the header says or hold what is no number
     */
    public PreparedFrame prepare(FrameInput input) throws ReconException {
        List<String> warnings = new ArrayList<>();
        Encoding encoding = encoding(input);
        FrameSurvey survey = FrameSurvey.of(
                input.imaging(), encoding, header -> ReadoutRole.of(header).imaging());
        FrameLayout layout = FrameLayout.of(encoding, survey, warnings);
        if (survey.reversed()) {
            warnings.add("lines acquired in reverse are turned without phase correction");
        }
        fill(input, layout);
        float[] whitening =
                input.recipe().whitened() ? whitening(input, survey, warnings).orElse(null) : null;
        return new PreparedFrame(input, survey, layout, grid, whitening, warnings);
    }

    /**
     * The frame's maps, from the scan's cache where they may be shared. They say how the coils are compressed, too.
     *
     * @return empty where fewer than four consecutive lines lie at the centre of k-space, whatever their source
     */
    public Optional<CoilMaps> maps(NDManager manager, PreparedFrame frame, MapMethod method) throws ReconException {
        Optional<CalibrationSource> found = CalibrationSource.find(frame.input(), frame.layout(), EncodingRules.FEWEST_CENTRAL_LINES);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CalibrationSource source = found.get();
        MapCache.Maker maker =
                () -> MapEstimation.estimate(manager, calibration.slices(manager, source, frame), method);
        MapCache.Key key = new MapCache.Key(frame.input().frame().slot(), source.fingerprint(), method.name());
        return Optional.of(
                source.shared() ? frame.input().scan().maps().get(key, maker) : maker.make());
    }

    /** The calibration of each slice by itself, whitened; empty where {@link #maps} would be. */
    public List<Calibration> calibration(NDManager manager, PreparedFrame frame) throws ReconException {
        Optional<CalibrationSource> source = CalibrationSource.find(frame.input(), frame.layout(), EncodingRules.FEWEST_CENTRAL_LINES);
        return source.isEmpty() ? List.of() : calibration.slices(manager, source.get(), frame);
    }

    @Override
    public void close() {
        calibration.close();
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
        Optional<String> refusal = Trajectory.of(encoding).refusal(FrameLines.NONE);
        if (refusal.isPresent()) {
            throw new ReconException(refusal.get());
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
