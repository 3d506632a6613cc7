package org.larmor.bus.record;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as records carry them: whole microseconds since the epoch. */
public final class Micros {
    private Micros() {}

    public static long now() {
        return of(Instant.now());
    }

    public static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
