package org.larmor.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process's resident memory and its peak, from Linux's {@code /proc/self/status}; nothing where there is none. */
public final class ResidentMemory implements MeterBinder {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Override
    public void bindTo(MeterRegistry registry) {
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.resident.memory", () -> read("VmRSS:")).baseUnit(BaseUnits.BYTES).register(registry);
            Gauge.builder("process.resident.memory.peak", () -> read("VmHWM:")).baseUnit(BaseUnits.BYTES)
                    .register(registry);
        }
    }

    /** Bytes, NaN where unknown. */
    public static double peakBytes() {
        return read("VmHWM:");
    }

    private static double read(String field) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(field)) {
                    String kib = line.substring(field.length()).replace("kB", "").strip();
                    return Long.parseLong(kib) * 1024.0;
                }
            }
        } catch (IOException e) {
            // Not on this system.
            return Double.NaN;
        }
        return Double.NaN;
    }
}
