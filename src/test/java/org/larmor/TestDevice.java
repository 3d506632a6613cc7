package org.larmor;

import ai.djl.Device;
import org.larmor.recon.engine.ComputeDevice;
import org.larmor.recon.engine.DeviceChoice;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;

/**
 * What tests of networks compute on: the processor, or what {@code LARMOR_TEST_DEVICE} names, as {@code --device} takes it,
 * or {@code twin}.
 */
public final class TestDevice {
    /**
     * The processor once more, which the engine takes for another device: what is brought there and back goes the ways that
     * lead to a graphics processor, and is computed by the same kernels, so that no bit may differ.
     */
    public static final ComputeDevice TWIN = new ComputeDevice(new Twin());

    /** The engine makes no device of a processor's number but this one can be told what it is. */
    private static final class Twin extends Device.MultiDevice {
        Twin() {
            super(Device.cpu());
            deviceType = "cpu";
            deviceId = 0;
        }
    }

    private TestDevice() {}

    /** Its memory, all that there is. */
    public static DeviceMemory memory() {
        return new DeviceMemory(chosen(), Long.MAX_VALUE, step -> {});
    }

    public static ComputeDevice chosen() {
        String name = System.getenv().getOrDefault("LARMOR_TEST_DEVICE", "cpu");
        return name.equals("twin") ? TWIN : TorchEngine.device(DeviceChoice.parse(name));
    }
}
