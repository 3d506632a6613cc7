package org.larmor.recon.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/**
 * What arrays lie on and are computed by. An array's device is that of the manager that it is attached to: arrays made
 * from others belong to the manager of the first of them, and constants are made in their operands' manager, so that a
 * computation whose inputs were brought to a device stays there.
 *
 * @param engine as the engine has it; naming one loads nothing
 */
public record ComputeDevice(Device engine) {
    /** The processor, all its cores. */
    public static final ComputeDevice PROCESSOR = new ComputeDevice(Device.cpu());

    /** A graphics processor, counted from 0. */
    public static ComputeDevice cuda(int index) {
        return new ComputeDevice(Device.gpu(index));
    }

    /** What an array lies on. */
    public static ComputeDevice of(NDArray array) {
        return of(array.getManager());
    }

    public boolean isProcessor() {
        return equals(PROCESSOR);
    }

    /** As people write it: {@code cpu}, {@code cuda:0}. */
    public String label() {
        return isProcessor() ? "cpu" : (engine.isGpu() ? "cuda" : engine.getDeviceType()) + ":" + index();
    }

    /** Which one of its kind, counted from 0; −1 for the processor. */
    public int index() {
        return engine.getDeviceId();
    }

    /** A root manager, whose arrays lie there; the caller's to close. The engine must be loaded. */
    public NDManager manager() {
        return NDManager.newBaseManager(engine, "PyTorch");
    }

    /**
     * An array where a manager's arrays lie, attached to it: a copy where that is another device, else a handle on the same
     * memory. Never within a recorded computation: the engine leaves the graph when it copies.
     */
    public static NDArray brought(NDArray array, NDManager manager) {
        NDArray there = of(array).equals(of(manager)) ? array.reshape(array.getShape()) : copied(array, manager.getDevice());
        there.attach(manager);
        return there;
    }

    private static NDArray copied(NDArray array, Device device) {
        if (array.getDataType() != DataType.UNKNOWN) {
            return array.toDevice(device, /* copy= */ true);
        }
        // complex numbers of double precision have no name in the engine's binding, which would abort the process
        try (NDArray pairs = array.real();
                NDArray there = pairs.toDevice(device, /* copy= */ true)) {
            return there.complex();
        }
    }

    private static ComputeDevice of(NDManager manager) {
        return new ComputeDevice(manager.getDevice());
    }
}
