package org.larmor.jssl.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.Encoding;
import org.larmor.recon.kspace.AxisPlan;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.FrameSurvey;
import org.larmor.recon.kspace.KspaceGrid;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.noise.NoiseCovariance;
import org.larmor.recon.op.AxisFourier;

/** Turns a frame's readouts into a slice. */
final class FrameGrid implements AutoCloseable {
    private final KspaceGrid grid = new KspaceGrid();

    /** @param readouts of one frame, imaging ones and such calibration lines as belong to its image */
    KspaceSlice slice(
            List<ByteBuffer> readouts, Encoding encoding, NoiseCovariance noise, @Nullable Double bandwidth)
            throws ReconException {
        FrameSurvey survey = FrameSurvey.of(readouts, encoding);
        FrameLayout layout = FrameLayout.of(encoding, survey, new ArrayList<>());
        int nx = layout.x().encoded();
        grid.begin(layout);
        Readouts.forEach(readouts, (header, messages, data) -> {
            int samples = header.numberOfSamples() - header.discardPre() - header.discardPost();
            if (samples < nx) {
                throw new ReconException("readouts of " + samples + " samples leave the encoded " + nx
                        + " open (a partial echo), which is no training data");
            }
            grid.addInside(header, messages, data);
        });
        grid.finish();
        int ny = layout.y().encoded();
        boolean[] acquired = new boolean[ny];
        boolean complete = true;
        for (int y = 0; y < ny; y++) {
            acquired[y] = grid.count(0, AxisPlan.fftIndex(y - ny / 2, ny)) > 0;
            complete &= acquired[y];
        }
        Optional<float[]> whitening = noise.channels() == survey.channels()
                ? noise.whitening(survey.center().sampleTimeUs(), bandwidth)
                : Optional.empty();
        int height = Math.min(nx, layout.x().kept());
        float[] pairs = prepared(centred(survey.channels(), nx, ny), survey.channels(), nx, ny, height, whitening);
        return new KspaceSlice(
                pairs, survey.channels(), height, ny, height, Math.min(ny, layout.y().kept()), acquired, complete);
    }

    /** From [channel][y][x] in FFT order to [channel][x][y], centred. */
    private float[] centred(int channels, int nx, int ny) {
        FloatBuffer from = grid.channels(0, channels).asFloatBuffer();
        float[] pairs = new float[2 * channels * nx * ny];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < ny; y++) {
                int row = (c * ny + AxisPlan.fftIndex(y - ny / 2, ny)) * nx;
                for (int x = 0; x < nx; x++) {
                    int at = 2 * (row + AxisPlan.fftIndex(x - nx / 2, nx));
                    int to = 2 * ((c * nx + x) * ny + y);
                    pairs[to] = from.get(at);
                    pairs[to + 1] = from.get(at + 1);
                }
            }
        }
        return pairs;
    }

    /** Whitened, and with the image cropped along the readout. */
    private static float[] prepared(
            float[] pairs, int channels, int nx, int ny, int height, Optional<float[]> whitening) {
        if (whitening.isEmpty() && height == nx) {
            return pairs;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray kspace = manager.create(pairs, new Shape(channels, nx, ny, 2)).complex();
            if (whitening.isPresent()) {
                NDArray matrix = manager.create(whitening.get(), new Shape(channels, channels, 2))
                        .complex();
                kspace = matrix.matMul(kspace.reshape(channels, -1)).reshape(channels, nx, ny);
            }
            if (height < nx) {
                NDArray image = new AxisFourier(manager, nx, -2).adjoint(kspace);
                // the centre pixel ⌊n/2⌋ stays the centre pixel
                int first = nx / 2 - height / 2;
                NDArray cropped = image.get(":, " + first + ":" + (first + height) + ", :");
                kspace = new AxisFourier(manager, height, -2).forward(cropped);
            }
            return kspace.real().toFloatArray();
        }
    }

    @Override
    public void close() {
        grid.close();
    }
}
