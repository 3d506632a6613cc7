package org.larmor.recon;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** This process's memory outside the Java heap, where the engine's arrays are. */
public final class NativeMemory {
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");

    /** The first line of a mapping: its addresses, then whether it is readable. */
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ [r-].*");

    private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");

    /** A part of the heap as the virtual machine tells it: {@code [0x…, 0x…)}, in some kinds with a third in between. */
    private static final Pattern HEAP = Pattern.compile("\\[0x([0-9a-f]+),.* 0x([0-9a-f]+)\\)");

    private NativeMemory() {}

    /**
     * Resident bytes of all mappings but the heap's, after a collection, which gives back what only waits for one. The
     * heap is left out by its addresses: of what it has committed, more becomes resident whenever it is first written.
     */
    public static long bytes() throws IOException, JMException {
        System.gc();
        long from = Long.MAX_VALUE;
        long to = 0;
        Matcher heap = HEAP.matcher(heapInfo());
        while (heap.find()) {
            from = Math.min(from, Long.parseUnsignedLong(heap.group(1), 16));
            to = Math.max(to, Long.parseUnsignedLong(heap.group(2), 16));
        }
        if (to <= from) {
            throw new IllegalStateException("the heap's addresses are not known: " + heapInfo());
        }
        long sum = 0;
        boolean counts = false;
        for (String line : Files.readAllLines(MAPPINGS)) {
            Matcher mapping = MAPPING.matcher(line);
            Matcher resident = RESIDENT.matcher(line);
            if (mapping.matches()) {
                long at = Long.parseUnsignedLong(mapping.group(1), 16);
                counts = at < from || at >= to;
            } else if (counts && resident.matches()) {
                sum += Long.parseLong(resident.group(1)) << 10;
            }
        }
        return sum;
    }

    private static String heapInfo() throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcHeapInfo", null, null);
    }
}
