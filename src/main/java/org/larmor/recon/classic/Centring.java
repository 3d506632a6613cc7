package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.larmor.recon.coil.CalibrationBlock;
import org.larmor.recon.coil.CoilCompression;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.coil.Espirit;
import org.larmor.recon.coil.MapCache;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.ReconException;

/**
 * A gridded frame as methods see it that work on centred arrays with {@code recon.op}, and their images as pixels: the
 * same channels (whitened, no more than twelve), orientation, field of view and scale as {@code sense} has. Owns memory
 * for calibration lines; used by one thread.
 */
public final class Centring implements AutoCloseable {
    private final CalibrationLines lines = new CalibrationLines();

    /** A way from a slice's calibration to its coil maps. */
    @FunctionalInterface
    public interface MapMethod {
        /**
         * @param acquired complex64 [1][coil][x][y], zero but for the calibration lines
         * @param acs 1 for each of these lines, 0 for others
         * @return complex64 [1][coil][x][y]
         */
        NDArray maps(NDManager manager, NDArray acquired, float[] acs);
    }

    /**
     * The frame's maps, from the scan's cache where they may be shared. They say how the channels are mixed, too.
     *
     * @param name the method's, for the cache
     * @return centred; empty where no lines cover the centre of k-space
     */
    public Optional<CoilMaps> maps(NDManager manager, GriddedFrame frame, String name, MapMethod method)
            throws ReconException {
        Optional<CalibrationSource> found =
                CalibrationSource.find(frame.input(), frame.layout(), Espirit.fewestLines());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CalibrationSource source = found.get();
        MapCache.Maker maker = () -> estimate(manager, frame, source, method);
        MapCache.Key key = new MapCache.Key(frame.input().frame().slot(), source.fingerprint(), name);
        return Optional.of(
                source.shared() ? frame.input().scan().maps().get(key, maker) : maker.make());
    }

    /** K-space complex64 [z][coil][x][y], its channels mixed as the maps say; 0 where not sampled. */
    public NDArray kspace(NDManager parent, GriddedFrame frame, CoilMaps maps) {
        try (NDManager manager = parent.newSubManager()) {
            NDArray mixing = Complex.of(
                    manager, maps.compression(), new Shape(maps.virtual(), maps.channels()));
            NDArray hybrid = ReadoutTransform.mixedHybrid(manager, frame.grid(), mixing);
            NDArray slices = centred(hybrid, frame.layout()).swapAxes(0, 1);
            slices.attach(parent);
            return slices;
        }
    }

    /** 1 for each line that was sampled, 0 for others; centred. */
    public static float[] mask(GriddedFrame frame) {
        int ny = frame.layout().y().encoded();
        float[] mask = new float[ny];
        for (int y = 0; y < ny; y++) {
            mask[y] = frame.grid().count(0, Math.floorMod(y - ny / 2, ny)) > 0 ? 1 : 0;
        }
        return mask;
    }

    /**
     * Magnitudes [z][y][x] of the reconstructed matrix.
     *
     * @param images complex64 [x][y], one a slice, centred, from the k-space by orthonormal transforms
     */
    public static float[] pixels(NDManager parent, List<NDArray> images, FrameLayout layout) {
        try (NDManager manager = parent.newSubManager()) {
            NDList slices = new NDList();
            for (NDArray image : images) {
                NDArray ordered = FftOrder.origin(FftOrder.origin(image, -1), -2);
                ordered.attach(manager);
                NDArray slice = FftOrder.toRecon(ordered, -1, layout.y());
                slice.attach(manager);
                slices.add(slice);
            }
            NDArray volume = NDArrays.stack(slices);
            volume.attach(manager);
            return Pixels.fromImage(volume, layout, 1);
        }
    }

    @Override
    public void close() {
        lines.close();
    }

    private CoilMaps estimate(NDManager parent, GriddedFrame frame, CalibrationSource source, MapMethod method)
            throws ReconException {
        FrameLayout layout = frame.layout();
        int ny = layout.y().encoded();
        float[] acs = new float[ny];
        int first = ny / 2 + source.firstLine();
        Arrays.fill(acs, first, first + source.lines(), 1);
        try (NDManager manager = parent.newSubManager()) {
            NDArray hybrid = lines.hybrid(manager, source, layout);
            float[] mixing = mixing(manager, hybrid, source, frame);
            int virtual = mixing.length / 2 / layout.channels();
            NDArray calibration = lines(manager, hybrid, mixing, source, layout);
            int slices = layout.z().recon();
            int nx = layout.x().recon();
            float[] sensitivities = new float[2 * slices * virtual * nx * ny];
            int slice = sensitivities.length / slices;
            for (int z = 0; z < slices; z++) {
                try (NDManager local = manager.newSubManager()) {
                    NDArray acquired = calibration.get(local, z).expandDims(0);
                    float[] maps = method.maps(local, acquired, acs).real().toFloatArray();
                    System.arraycopy(maps, 0, sensitivities, z * slice, slice);
                }
            }
            return new CoilMaps(layout.channels(), virtual, mixing, slices, nx, ny, sensitivities);
        }
    }

    /** Whitening, and where there are many channels their compression too: complex pairs [virtual][channel]. */
    private static float[] mixing(NDManager manager, NDArray hybrid, CalibrationSource source, GriddedFrame frame)
            throws ReconException {
        int channels = frame.layout().channels();
        float[] whitening = frame.whitening();
        List<CalibrationBlock> blocks = CalibrationLines.blocks(manager, hybrid, source, frame.layout());
        if (channels <= MapEstimation.VIRTUAL_COILS) {
            return whitening == null ? Complex.identity(channels) : whitening;
        }
        if (whitening == null) {
            return CoilCompression.matrix(blocks, MapEstimation.VIRTUAL_COILS);
        }
        float[] compression = CoilCompression.matrix(
                MapEstimation.mixed(blocks, channels, whitening), MapEstimation.VIRTUAL_COILS);
        return Complex.product(MapEstimation.VIRTUAL_COILS, channels, compression, whitening);
    }

    /** The calibration lines at their places: [z][coil][x][y]. */
    private static NDArray lines(
            NDManager manager, NDArray hybrid, float[] mixing, CalibrationSource source, FrameLayout layout) {
        int channels = layout.channels();
        int virtual = mixing.length / 2 / channels;
        int slices = layout.z().recon();
        int nx = layout.x().recon();
        int ny = layout.y().encoded();
        int window = CalibrationLines.window(layout);
        int first = window / 2 + source.firstLine();
        int before = ny / 2 + source.firstLine();
        NDArray matrix = Complex.of(manager, mixing, new Shape(virtual, channels));
        NDArray mixed = matrix.matMul(hybrid.reshape(channels, -1)).reshape(virtual, slices, nx, window);
        NDArray centre =
                centred(mixed, layout).get(":, :, :, " + first + ":" + (first + source.lines()));
        NDArray left = manager.zeros(new Shape(virtual, slices, nx, before), centre.getDataType());
        NDArray right =
                manager.zeros(new Shape(virtual, slices, nx, ny - before - source.lines()), centre.getDataType());
        return left.concat(centre, 3).concat(right, 3).swapAxes(0, 1);
    }

    /** From hybrid space in FFT order to centred k-space in which an orthonormal transform has the pixels' scale. */
    private static NDArray centred(NDArray hybrid, FrameLayout layout) {
        int nx = layout.x().recon();
        double scale = Math.sqrt((double) layout.x().encoded() * layout.z().encoded() / nx);
        try (NDArray kspace = hybrid.fft(nx, -2);
                NDArray scaled = kspace.mul((float) scale);
                NDArray rows = FftOrder.centre(scaled, -2)) {
            return FftOrder.centre(rows, -1);
        }
    }
}
