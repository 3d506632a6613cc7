package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.larmor.recon.engine.ComputeDevice;
import org.larmor.recon.engine.DeviceMemory;

/**
 * Takes measurements through networks where those networks' weights lie, and brings back what comes of it. Where a device's
 * memory is exhausted, half of the batch is tried at a time, and what does not fit alone goes through the processor, by
 * copies of the same weights: its image is the same up to the rounding of sums. For inference: nothing is recorded across
 * devices. Owns the constants of image sizes, on every device that it came to. One thread at a time.
 */
public final class Passes implements AutoCloseable {
    private final NDManager processor;
    private final DeviceMemory memory;
    private final PhysicsCache here;
    private final Map<ComputeDevice, Away> devices = new HashMap<>();

    /** What a network is to do with a measurement on the device where both are. */
    @FunctionalInterface
    interface Pass {
        NDArray of(Reconstruction reconstruction, Physics physics, Measurement measurement);
    }

    /** A device other than the processor. */
    private record Away(NDManager root, PhysicsCache physics) implements AutoCloseable {
        @Override
        public void close() {
            physics.close();
            root.close();
        }
    }

    /**
     * @param parent of the processor's arrays
     * @param memory of the device that networks may lie on
     */
    public Passes(NDManager parent, DeviceMemory memory) {
        this.memory = memory;
        processor = parent.newSubManager();
        here = new PhysicsCache(processor);
    }

    /** The constants of an image size, on the processor. */
    public Physics physics(int height, int width) {
        return here.of(height, width);
    }

    /**
     * {@link Reconstruction#image} without padding.
     *
     * @param measurement on the processor
     */
    public NDArray image(Reconstruction reconstruction, Measurement measurement) {
        return run(reconstruction, measurement, (r, physics, m) -> r.image(physics, m, Optional.empty()));
    }

    /** {@link Reconstruction#magnitude} likewise. */
    public NDArray magnitude(Reconstruction reconstruction, Measurement measurement) {
        return run(reconstruction, measurement, (r, physics, m) -> r.magnitude(physics, m, Optional.empty()));
    }

    /** {@link Reconstruction#kspace} likewise. */
    public NDArray kspace(Reconstruction reconstruction, Measurement measurement) {
        return run(reconstruction, measurement, Reconstruction::kspace);
    }

    /** @return on the processor, attached to the measurement's manager where it was computed elsewhere */
    NDArray run(Reconstruction reconstruction, Measurement measurement, Pass pass) {
        NDManager owner = measurement.kspace().getManager();
        Physics physics = physics(measurement.height(), measurement.width());
        if (reconstruction.device().isProcessor()) {
            return pass.of(reconstruction.on(owner), physics, measurement);
        }
        try {
            return away(reconstruction, measurement, pass);
        } catch (RuntimeException e) {
            if (!DeviceMemory.isExhausted(e)) {
                throw e;
            }
            memory.exhausted(DeviceMemory.Step.INFER, e);
        }
        // behind the catch, so that the failed attempt's arrays are gone
        try (NDManager own = owner.newSubManager()) {
            NDArray result;
            int batch = measurement.batch();
            if (batch > 1) {
                NDArray first = run(reconstruction, measurement.part(own, 0, batch / 2), pass);
                NDArray second = run(reconstruction, measurement.part(own, batch / 2, batch), pass);
                result = first.getNDArrayInternal().concat(new NDList(second), 0);
            } else {
                result = pass.of(reconstruction.on(own), physics, measurement);
            }
            result.attach(owner);
            return result;
        }
    }

    private NDArray away(Reconstruction reconstruction, Measurement measurement, Pass pass) {
        Away device = devices.computeIfAbsent(reconstruction.device(), Passes::open);
        try (DeviceMemory.Taken _ = memory.take(PassMemory.forward(reconstruction.config(), measurement));
                NDManager there = device.root().newSubManager();
                NDArray result = pass.of(
                        reconstruction.on(there),
                        device.physics().of(measurement.height(), measurement.width()),
                        measurement.map(array -> ComputeDevice.brought(array, there)))) {
            return ComputeDevice.brought(result, measurement.kspace().getManager());
        }
    }

    private static Away open(ComputeDevice device) {
        NDManager root = device.manager();
        return new Away(root, new PhysicsCache(root));
    }

    @Override
    public void close() {
        devices.values().forEach(Away::close);
        devices.clear();
        here.close();
        processor.close();
    }
}
