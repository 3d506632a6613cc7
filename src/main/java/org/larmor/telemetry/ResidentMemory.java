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

    /** Watches from now on by how much the process grows, all that it does counted; nothing where that is unknown. */
    public static Growth growth() {
        return new Growth();
    }

    /** A watch over the process's resident memory. */
    public static final class Growth implements AutoCloseable {
        private static final long EVERY_MS = 10;

        private final double before = read("VmRSS:");
        private final Thread watch;
        private volatile double most = before;

        private Growth() {
            watch = Thread.ofVirtual().start(this::watch);
        }

        private void watch() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    look();
                    Thread.sleep(EVERY_MS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // it is over
            }
        }

        private void look() {
            most = Math.max(most, read("VmRSS:"));
        }

        /** The most by which it has been larger than at first, bytes. */
        public long bytes() {
            look();
            return Double.isFinite(most) ? (long) (most - before) : 0;
        }

        @Override
        public void close() {
            watch.interrupt();
        }
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
