package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ReconException;
import org.larmor.recon.coil.CalibrationBlock;
import org.larmor.recon.coil.CalibrationSource;
import org.larmor.recon.coil.CoilCompression;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.coil.Espirit;
import org.larmor.recon.coil.MapCache;
import org.larmor.recon.kspace.AxisPlan;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.KspaceGrid;
import org.larmor.recon.kspace.Readouts;

/** A frame's coil maps: from the scan's cache, or estimated from the readouts that calibrate it. */
final class MapEstimation implements AutoCloseable {
    /** Samples along the readout around the centre. */
    private static final int READOUT_WINDOW = 24;

    /** Coils that hold nearly all signal of any array: maps and iterations cost in proportion. */
    private static final int VIRTUAL_COILS = 12;

    private final KspaceGrid grid = new KspaceGrid();
    private final Espirit espirit = new Espirit();

    /**
     * @param whitening complex pairs [channel][channel], null for none
     * @return empty where no lines cover the centre of k-space
     */
    Optional<CoilMaps> maps(NDManager manager, FrameInput input, FrameLayout layout, float @Nullable [] whitening)
            throws ReconException {
        Optional<CalibrationSource> found = CalibrationSource.find(input, layout);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CalibrationSource source = found.get();
        if (!source.shared()) {
            return Optional.of(estimate(manager, source, layout, whitening));
        }
        MapCache cache = input.scan().maps();
        MapCache.Key key = new MapCache.Key(input.frame().slot(), source.fingerprint());
        Optional<CoilMaps> known = cache.get(key);
        if (known.isPresent()) {
            return known;
        }
        CoilMaps made = estimate(manager, source, layout, whitening);
        cache.put(key, made);
        return Optional.of(made);
    }

    @Override
    public void close() {
        grid.close();
    }

    private CoilMaps estimate(
            NDManager manager, CalibrationSource source, FrameLayout layout, float @Nullable [] whitening)
            throws ReconException {
        List<CalibrationBlock> blocks = blocks(manager, source, layout);
        int channels = layout.channels();
        if (whitening != null) {
            blocks = mixed(blocks, channels, whitening);
        }
        float[] compression = CoilCompression.matrix(blocks, VIRTUAL_COILS);
        int virtual = compression.length / 2 / channels;
        int nx = layout.x().recon();
        int ny = layout.y().encoded();
        float[] sensitivities = new float[2 * virtual * nx * ny * blocks.size()];
        List<CalibrationBlock> compressed = mixed(blocks, virtual, compression);
        for (int z = 0; z < compressed.size(); z++) {
            float[] slice = espirit.maps(manager, compressed.get(z), nx, ny);
            System.arraycopy(slice, 0, sensitivities, z * slice.length, slice.length);
        }
        float[] total = whitening == null ? compression : product(virtual, channels, compression, whitening);
        return new CoilMaps(channels, virtual, total, blocks.size(), nx, ny, sensitivities);
    }

    /** One block a slice, from the source's lines gridded by themselves. */
    private List<CalibrationBlock> blocks(NDManager parent, CalibrationSource source, FrameLayout layout)
            throws ReconException {
        int window = Math.min(CalibrationSource.WINDOW, layout.y().encoded());
        grid.begin(layout.withLines(window));
        Readouts.forEach(source.buffers(), (header, messages, data) -> {
            if (source.used().test(header) && header.activeChannels() == layout.channels()) {
                grid.addInside(header, messages, data);
            }
        });
        grid.finish();
        int kx = Math.min(READOUT_WINDOW, layout.x().recon());
        try (NDManager manager = parent.newSubManager()) {
            NDArray hybrid = ReadoutTransform.hybrid(manager, grid, 0, layout.channels());
            NDArray kspace = hybrid.fft(layout.x().recon(), -2);
            float[] samples = FftOrder.resize(kspace, -2, kx).real().toFloatArray();
            requireFinite(samples);
            List<CalibrationBlock> blocks = new ArrayList<>();
            int slices = layout.z().recon();
            for (int z = 0; z < slices; z++) {
                blocks.add(block(samples, layout.channels(), slices, z, kx, window, source));
            }
            return blocks;
        }
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

    private static List<CalibrationBlock> mixed(List<CalibrationBlock> blocks, int out, float[] matrix) {
        return blocks.stream().map(block -> block.mixed(out, matrix)).toList();
    }

    /** a [rows][inner] · b [inner][inner], complex pairs. */
    private static float[] product(int rows, int inner, float[] a, float[] b) {
        float[] product = new float[2 * rows * inner];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < inner; j++) {
                double re = 0;
                double im = 0;
                for (int k = 0; k < inner; k++) {
                    double ar = a[2 * (i * inner + k)];
                    double ai = a[2 * (i * inner + k) + 1];
                    double br = b[2 * (k * inner + j)];
                    double bi = b[2 * (k * inner + j) + 1];
                    re += ar * br - ai * bi;
                    im += ar * bi + ai * br;
                }
                product[2 * (i * inner + j)] = (float) re;
                product[2 * (i * inner + j) + 1] = (float) im;
            }
        }
        return product;
    }
}
