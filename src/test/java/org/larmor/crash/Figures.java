package org.larmor.crash;

import java.time.Duration;

/** What was measured, for the log of the run. */
final class Figures {
    private Figures() {}

    static void show(String what, Duration duration) {
        System.out.printf("crash: %s: %.1f s%n", what, duration.toMillis() / 1000.0);
    }

    static void show(String what, Object value) {
        System.out.println("crash: " + what + ": " + value);
    }
}
