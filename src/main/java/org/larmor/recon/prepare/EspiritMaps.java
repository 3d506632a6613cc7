package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.larmor.recon.coil.CalibrationBlock;
import org.larmor.recon.coil.CoilCompression;
import org.larmor.recon.coil.Espirit;
import org.larmor.recon.engine.NativeThreads;
import org.larmor.scan.EncodingRules;

/** ESPIRiT maps over the whole field, of no more than {@value #MOST_COILS} coils. */
public final class EspiritMaps implements MapMethod {
    /** Coils that hold nearly all signal of any array: maps and iterations cost in proportion. */
    private static final int MOST_COILS = 12;

    private final Espirit espirit = new Espirit();

    @Override
    public String name() {
        return "ESPIRIT";
    }

    @Override
    public int mostCoils() {
        return MOST_COILS;
    }

    /** Whether there is enough to make maps of: more than one coil, and lines and samples for one patch and more. */
    public static boolean suit(Calibration calibration) {
        return calibration.coils() > 1
                && calibration.count() >= EncodingRules.FEWEST_CENTRAL_LINES
                && calibration.readout() >= Espirit.leastSamples();
    }

    /** @throws IllegalArgumentException where the calibration does not {@link #suit} */
    @Override
    public SliceMaps maps(NDManager parent, Calibration whole) {
        if (!suit(whole)) {
            throw new IllegalArgumentException("maps of " + whole.coils() + " coils from " + whole.count()
                    + " lines of " + whole.readout() + " samples");
        }
        Calibration calibration = whole.central(CalibrationSource.WINDOW);
        int coils = calibration.coils();
        int nx = calibration.readout();
        int ny = calibration.phase();
        CalibrationBlock block =
                calibration.block(Espirit.readoutWindow(coils, calibration.count(), nx));
        // principal components carry the phase reference; they are a rotation, undone afterwards
        float[] rotation = CoilCompression.matrix(List.of(block), coils);
        Espirit.Maps maps = espirit.maps(parent, block.mixed(coils, rotation), nx, ny);
        try (NDManager manager = parent.newSubManager()) {
            NDArray rotated = Complex.of(manager, maps.sensitivities(), new Shape(coils, (long) nx * ny));
            NDArray back = Complex.of(manager, rotation, new Shape(coils, coils)).conj().swapAxes(0, 1);
            return new SliceMaps(NativeThreads.wide(() -> back.matMul(rotated)).real().toFloatArray(), maps.weights());
        }
    }
}
