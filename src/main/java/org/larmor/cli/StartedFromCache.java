package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.larmor.launch.AotCache;

/** Whether this process runs from the ahead-of-time cache that its launcher found. */
final class StartedFromCache {
    private static final Path MAPPED = Path.of("/proc/self/maps");

    private StartedFromCache() {}

    /** Says in a line where the JVM went on without the cache that it was given. */
    static void report() {
        String cache = System.getProperty(AotCache.PROPERTY);
        if (cache != null && !isMapped(cache)) {
            System.err.println("larmor: starts without an ahead-of-time cache: " + cache
                    + " does not fit the JVM's options");
        }
    }

    private static boolean isMapped(String cache) {
        try (Stream<String> mapped = Files.lines(MAPPED)) {
            return mapped.anyMatch(line -> line.endsWith(cache));
        } catch (IOException e) {
            return true; // nothing says otherwise
        }
    }
}
