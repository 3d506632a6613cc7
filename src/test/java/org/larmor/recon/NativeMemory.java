package org.larmor.recon;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process's memory outside the Java heap, where the engine's arrays are. */
public final class NativeMemory {
    private NativeMemory() {}

    /** Resident bytes less the heap's, after a collection, which gives back what only waits for one. */
    public static long bytes() throws IOException {
        System.gc();
        long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                << 10;
        return resident
                - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }
}
