package org.larmor.recon.engine;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a graphics processor is doing, all its processes together.
 *
 * @param name as its maker calls it
 * @param used bytes of its memory that somebody holds
 * @param total bytes that it has
 * @param utilisation the part of the last moments in which it computed, from 0 to 1; empty where the driver does not say
 */
public record DeviceReading(String name, long used, long total, OptionalDouble utilisation) {
    /** What its driver says now; empty of the processor, and where no driver says anything. */
    public static Optional<DeviceReading> of(ComputeDevice device) {
        return device.isProcessor()
                ? Optional.empty()
                : Driver.LIBRARY.flatMap(library -> library.read(System.getenv("CUDA_VISIBLE_DEVICES"), device.index()));
    }

    /** Looked for with the first use. */
    private static final class Driver {
        private static final Optional<NvidiaLibrary> LIBRARY = NvidiaLibrary.open();
    }
}
