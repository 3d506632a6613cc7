package org.larmor.router;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The records' time: µs since the epoch. */
final class Micros {
    private Micros() {}

    static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
