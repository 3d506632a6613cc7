package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which process Linux ends where memory runs out. */
final class OutOfMemoryOrder {
    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemoryOrder.class);
    private static final Path ADJUSTMENT = Path.of("/proc/self/oom_score_adj");

    /** The most there is. */
    private static final String FIRST = "1000";

    private OutOfMemoryOrder() {}

    /** This one and what it starts, before all others. */
    static void first() {
        try {
            Files.writeString(ADJUSTMENT, FIRST, StandardOpenOption.WRITE);
        } catch (IOException e) {
            LOG.debug("{}: {}", ADJUSTMENT, e.getMessage());
        }
    }
}
