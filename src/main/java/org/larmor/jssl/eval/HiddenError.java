package org.larmor.jssl.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Preparation;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.step.GradMode;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Measurement;
import org.larmor.nn.Passes;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.prepare.PreparedSlice;

/**
 * How well a network, given a slice without its hidden columns, tells what was measured there: Σ|prediction − y|² / Σ|y|²
 * over those columns, noise included. It takes no truth. Used by one thread.
 */
public final class HiddenError implements AutoCloseable {
    private final NDManager manager;
    private final Passes passes;

    /** @param memory of the device that networks may lie on; all else is computed by the processor */
    public HiddenError(NDManager parent, DeviceMemory memory) {
        manager = parent.newSubManager();
        passes = new Passes(manager, memory);
    }

    /**
     * Infinite where the network's numbers are not finite.
     *
     * @return empty where the slice holds no signal, or none where it is hidden
     */
    public Optional<Double> of(Reconstruction reconstruction, CoilMapping mapping, Sample sample) {
        try (GradMode _ = new GradMode(false);
                NDManager one = manager.newSubManager()) {
            KspaceSlice seen = sample.open();
            PreparedSlice prepared = Preparation.acquired(one, seen, mapping);
            double scale = prepared.scale();
            if (!(scale > 0)) {
                return Optional.empty();
            }
            NDArray hidden = one.create(values(sample.hidden()));
            NDArray measured = prepared.compressed(kspace(one, sample.slice())).mul(hidden).div(scale);
            NDArray predicted = passes.kspace(reconstruction, Measurement.of(one, prepared, scale))
                    .squeeze(0)
                    .mul(hidden);
            double power = energy(measured);
            double error = energy(predicted.sub(measured)) / power;
            if (!(power > 0)) {
                return Optional.empty();
            }
            return Optional.of(Double.isFinite(error) ? error : Double.POSITIVE_INFINITY);
        }
    }

    private static double energy(NDArray complex) {
        return complex.abs().square().sum().getFloat();
    }

    private static NDArray kspace(NDManager manager, KspaceSlice slice) {
        return manager.create(slice.pairs(), new Shape(slice.coils(), slice.height(), slice.width(), 2))
                .complex();
    }

    private static float[] values(boolean[] columns) {
        float[] values = new float[columns.length];
        for (int x = 0; x < columns.length; x++) {
            values[x] = columns[x] ? 1 : 0;
        }
        return values;
    }

    @Override
    public void close() {
        passes.close();
        manager.close();
    }
}
