package org.larmor.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** For commands that run the roles themselves and show what they do in their own way. */
final class QuietLog {
    private QuietLog() {}

    /** Leaves of what the roles say only what is amiss. */
    static void warningsOnly() {
        if (LoggerFactory.getLogger("org.larmor") instanceof Logger logger) {
            logger.setLevel(Level.WARN);
        }
    }
}
