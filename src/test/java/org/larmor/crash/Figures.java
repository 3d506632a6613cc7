package org.larmor.crash;

import java.time.Duration;
import java.util.Optional;

/** What was measured, for the log of the run. */
final class Figures {
    private Figures() {}

    static void show(String what, Duration duration) {
        System.out.printf("crash: %s: %.1f s%n", what, duration.toMillis() / 1000.0);
    }

    /** @param next to the next image, empty where none was left to come */
    static void showNext(String what, Optional<Duration> next) {
        next.ifPresentOrElse(
                duration -> show("next image after " + what, duration),
                () -> show("next image after " + what, "none, all had come before"));
    }

    static void show(String what, Object value) {
        System.out.println("crash: " + what + ": " + value);
    }
}
