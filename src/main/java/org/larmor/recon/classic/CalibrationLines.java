package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.larmor.recon.coil.CalibrationBlock;
import org.larmor.recon.kspace.AxisPlan;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.KspaceGrid;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.kspace.ReconException;

/** The lines that calibrate a frame, gridded by themselves. Owns the grid; used by one thread. */
final class CalibrationLines implements AutoCloseable {
    /** Samples along the readout around the centre. */
    private static final int READOUT_WINDOW = 24;

    private final KspaceGrid grid = new KspaceGrid();

    /** Hybrid space complex64 [channel][z][x][line] of the lines around the centre, in FFT order. */
    NDArray hybrid(NDManager manager, CalibrationSource source, FrameLayout layout) throws ReconException {
        grid.begin(layout.withLines(window(layout)));
        Readouts.forEach(source.buffers(), (header, messages, data) -> {
            if (source.used().test(header) && header.activeChannels() == layout.channels()) {
                grid.addInside(header, messages, data);
            }
        });
        grid.finish();
        return ReadoutTransform.hybrid(manager, grid, 0, layout.channels());
    }

    /** One block a slice, from what {@link #hybrid} gave. */
    static List<CalibrationBlock> blocks(
            NDManager parent, NDArray hybrid, CalibrationSource source, FrameLayout layout) throws ReconException {
        int kx = Math.min(READOUT_WINDOW, layout.x().recon());
        try (NDManager manager = parent.newSubManager()) {
            NDArray kspace = hybrid.fft(layout.x().recon(), -2);
            kspace.attach(manager);
            float[] samples = FftOrder.resize(kspace, -2, kx).real().toFloatArray();
            requireFinite(samples);
            List<CalibrationBlock> blocks = new ArrayList<>();
            int slices = layout.z().recon();
            for (int z = 0; z < slices; z++) {
                blocks.add(block(samples, layout.channels(), slices, z, kx, window(layout), source));
            }
            return blocks;
        }
    }

    @Override
    public void close() {
        grid.close();
    }

    /** Lines of {@link #hybrid}. */
    static int window(FrameLayout layout) {
        return Math.min(CalibrationSource.WINDOW, layout.y().encoded());
    }

    private static void requireFinite(float[] samples) throws ReconException {
        for (float sample : samples) {
            if (!Float.isFinite(sample)) {
                throw new ReconException("the calibration lines hold samples that are not finite numbers");
            }
        }
    }

    /** From FFT order [channel][z][kx][ky] to consecutive samples and the source's lines alone. */
    private static CalibrationBlock block(
            float[] samples, int channels, int slices, int z, int kx, int window, CalibrationSource source) {
        float[] block = new float[2 * channels * kx * source.lines()];
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int x = 0; x < kx; x++) {
                int column = ((c * slices + z) * kx + AxisPlan.fftIndex(x - kx / 2, kx)) * window;
                for (int y = 0; y < source.lines(); y++) {
                    int from = 2 * (column + AxisPlan.fftIndex(source.firstLine() + y, window));
                    block[at++] = samples[from];
                    block[at++] = samples[from + 1];
                }
            }
        }
        return new CalibrationBlock(channels, kx, source.lines(), block);
    }
}
