package org.larmor.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.larmor.telemetry.ResidentMemory;

/** What this process has used since the meter was made: wall time, CPU time, peak resident memory. */
final class ProcessMeter {
    private static final OperatingSystemMXBean OS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long wall = System.nanoTime();
    private final long cpu = OS.getProcessCpuTime();

    /** What a meter shows at one moment. */
    record Reading(double seconds, double cpuSeconds, double peakMegabytes) {}

    /** Starts; the kernel's peak of resident memory begins anew where it lets us (Linux). */
    ProcessMeter() {
        try {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        } catch (IOException e) {
            // Then the peak is the process's whole life's, which is not below this stage's.
            return;
        }
    }

    Reading read() {
        return new Reading(
                (System.nanoTime() - wall) / 1e9,
                (OS.getProcessCpuTime() - cpu) / 1e9,
                ResidentMemory.peakBytes() / 1e6);
    }
}
