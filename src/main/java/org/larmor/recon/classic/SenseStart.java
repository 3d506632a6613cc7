package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.larmor.recon.coil.CalibrationBlock;
import org.larmor.recon.coil.CoilCompression;
import org.larmor.recon.coil.Espirit;

/**
 * Maps and image of the classical way for code that works on centred arrays with {@code recon.op}: where learned
 * methods start from. Results carry no graph and belong to the manager given.
 */
public final class SenseStart {
    private SenseStart() {}

    /**
     * ESPIRiT maps of a slice.
     *
     * @param kspace complex64 [coil][y][x], centred at ⌊n/2⌋ on both axes
     * @param firstLine first of the consecutive fully sampled lines at the centre
     * @param lines their number, at least {@link Espirit#fewestLines}
     * @return complex64 [coil][y][x], centred; Σ|S|² = 1 where there is signal, 0 elsewhere
     */
    public static NDArray maps(NDManager parent, NDArray kspace, int firstLine, int lines) {
        int coils = (int) kspace.getShape().get(0);
        int ny = (int) kspace.getShape().get(1);
        int nx = (int) kspace.getShape().get(2);
        int kx = Espirit.readoutWindow(coils, lines, nx);
        int firstSample = nx / 2 - kx / 2;
        if (lines < Espirit.fewestLines() || kx < Espirit.leastLines()) {
            throw new IllegalArgumentException("maps from " + lines + " lines of " + kx + " samples");
        }
        try (NDManager manager = parent.newSubManager()) {
            NDArray centre = kspace.get(
                    ":, " + firstLine + ":" + (firstLine + lines) + ", " + firstSample + ":" + (firstSample + kx));
            float[] samples = centre.swapAxes(1, 2).real().toFloatArray();
            CalibrationBlock block = new CalibrationBlock(coils, kx, lines, samples);
            // principal components carry the phase reference; they are a rotation, undone afterwards
            float[] rotation = CoilCompression.matrix(List.of(block), coils);
            float[] maps = new Espirit().maps(manager, block.mixed(coils, rotation), nx, ny);
            NDArray rotated = Complex.of(manager, maps, new Shape(coils, (long) nx * ny));
            NDArray back = Complex.of(manager, rotation, new Shape(coils, coils)).conj().swapAxes(0, 1);
            NDArray physical = back.matMul(rotated).reshape(coils, nx, ny).swapAxes(1, 2);
            NDArray centred = FftOrder.centre(FftOrder.centre(physical, -1), -2);
            centred.attach(parent);
            return centred;
        }
    }

    /**
     * The CG-SENSE image of a slice: min ‖M F S x − y‖² + λ‖x‖², orthonormal F.
     *
     * @param kspace complex64 [coil][y][x], centred, zero where not sampled
     * @param maps complex64 [coil][y][x], centred
     * @param mask per line, 1 where sampled
     * @return complex64 [y][x], centred
     */
    public static NDArray image(
            NDManager parent, NDArray kspace, NDArray maps, float[] mask, ConjugateGradient solver) {
        int ny = (int) kspace.getShape().get(1);
        int nx = (int) kspace.getShape().get(2);
        try (NDManager manager = parent.newSubManager()) {
            NDArray ordered = FftOrder.origin(FftOrder.origin(kspace, -1), -2).ifft(nx, -1).swapAxes(1, 2);
            NDArray sensitivities =
                    FftOrder.origin(FftOrder.origin(maps, -1), -2).swapAxes(1, 2);
            float[] orderedMask = new float[ny];
            for (int y = 0; y < ny; y++) {
                orderedMask[Math.floorMod(y - ny / 2, ny)] = mask[y];
            }
            NDArray image = new HybridSense(solver)
                    .solve(manager, ordered, sensitivities, manager.create(orderedMask))
                    .x();
            NDArray scaled = image.mul((float) Math.sqrt((double) nx * ny)).swapAxes(0, 1);
            NDArray centred = FftOrder.centre(FftOrder.centre(scaled, -1), -2);
            centred.attach(parent);
            return centred;
        }
    }
}
