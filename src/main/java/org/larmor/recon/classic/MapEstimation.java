package org.larmor.recon.classic;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.FrameInput;
import org.larmor.recon.coil.CalibrationBlock;
import org.larmor.recon.coil.CoilCompression;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.coil.Espirit;
import org.larmor.recon.coil.MapCache;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.ReconException;

/** A frame's coil maps: from the scan's cache, or estimated from the readouts that calibrate it. */
final class MapEstimation implements AutoCloseable {
    /** Coils that hold nearly all signal of any array: maps and iterations cost in proportion. */
    static final int VIRTUAL_COILS = 12;

    private static final String METHOD = "classical";

    private final CalibrationLines lines = new CalibrationLines();
    private final Espirit espirit = new Espirit();

    /**
     * @param whitening complex pairs [channel][channel], null for none
     * @return empty where no lines cover the centre of k-space
     */
    Optional<CoilMaps> maps(NDManager manager, FrameInput input, FrameLayout layout, float @Nullable [] whitening)
            throws ReconException {
        Optional<CalibrationSource> found = CalibrationSource.find(input, layout, Espirit.leastLines());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CalibrationSource source = found.get();
        MapCache.Maker maker = () -> estimate(manager, source, layout, whitening);
        MapCache.Key key = new MapCache.Key(input.frame().slot(), source.fingerprint(), METHOD);
        return Optional.of(source.shared() ? input.scan().maps().get(key, maker) : maker.make());
    }

    @Override
    public void close() {
        lines.close();
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
        float[] total = whitening == null ? compression : Complex.product(virtual, channels, compression, whitening);
        return new CoilMaps(channels, virtual, total, blocks.size(), nx, ny, sensitivities);
    }

    private List<CalibrationBlock> blocks(NDManager parent, CalibrationSource source, FrameLayout layout)
            throws ReconException {
        try (NDManager manager = parent.newSubManager()) {
            return CalibrationLines.blocks(manager, lines.hybrid(manager, source, layout), source, layout);
        }
    }

    static List<CalibrationBlock> mixed(List<CalibrationBlock> blocks, int out, float[] matrix) {
        return blocks.stream().map(block -> block.mixed(out, matrix)).toList();
    }
}
