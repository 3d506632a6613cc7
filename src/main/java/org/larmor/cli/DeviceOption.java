package org.larmor.cli;

import org.larmor.node.NodeSettings;
import org.larmor.recon.engine.DeviceChoice;
import org.larmor.recon.engine.DeviceException;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a command computes networks on, as {@code serve} is told it. */
final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = NodeSettings.DEVICE_LABEL,
            defaultValue = "auto",
            converter = DeviceConverter.class,
            description = NodeSettings.DEVICE_HELP)
    private DeviceChoice device;

    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = NodeSettings.DEVICE_MEMORY_HELP)
    private long bound = Long.MAX_VALUE;

    /** Reads a device. */
    static final class DeviceConverter implements ITypeConverter<DeviceChoice> {
        @Override
        public DeviceChoice convert(String value) {
            try {
                return NodeSettings.DEVICE.read(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a number of bytes. */
    static final class SizeConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            try {
                return NodeSettings.DEVICE_MEMORY.read(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /**
     * What it comes to here. Loads the engine, where the command has not loaded it its own way.
     *
     * @throws DeviceException where a named device is not there
     */
    DeviceMemory memory() {
        return new DeviceMemory(TorchEngine.device(device), bound, step -> {});
    }
}
