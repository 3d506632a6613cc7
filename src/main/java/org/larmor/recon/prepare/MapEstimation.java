package org.larmor.recon.prepare;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.larmor.recon.coil.CalibrationBlock;
import org.larmor.recon.coil.CoilCompression;
import org.larmor.recon.coil.CoilMaps;

/** Coil compression and coil maps of a frame, from the calibration of its slices. */
final class MapEstimation {
    /** Samples along the readout around the centre that the compression is computed from. */
    private static final int COMPRESSION_WINDOW = 24;

    private MapEstimation() {}

    /** @param slices whitened, of equal shape */
    static CoilMaps estimate(NDManager manager, List<Calibration> slices, MapMethod method) {
        Calibration first = slices.getFirst();
        int channels = first.coils();
        float[] compression = Complex.identity(channels);
        if (channels > method.mostCoils()) {
            List<CalibrationBlock> blocks =
                    slices.stream().map(slice -> slice.block(COMPRESSION_WINDOW)).toList();
            compression = CoilCompression.matrix(blocks, method.mostCoils());
        }
        int virtual = compression.length / 2 / channels;
        int pixels = first.readout() * first.phase();
        float[] sensitivities = new float[2 * slices.size() * virtual * pixels];
        float[] weights = new float[slices.size() * pixels];
        boolean weighted = true;
        for (int z = 0; z < slices.size(); z++) {
            Calibration slice =
                    virtual < channels ? slices.get(z).mixed(virtual, compression) : slices.get(z);
            MapMethod.SliceMaps maps = method.maps(manager, slice);
            System.arraycopy(maps.sensitivities(), 0, sensitivities, z * 2 * virtual * pixels, 2 * virtual * pixels);
            weighted &= maps.weights().length == pixels;
            System.arraycopy(maps.weights(), 0, weights, z * pixels, maps.weights().length);
        }
        return new CoilMaps(
                channels,
                virtual,
                compression,
                slices.size(),
                first.readout(),
                first.phase(),
                sensitivities,
                weighted ? weights : new float[0]);
    }
}
