package org.larmor.gateway;

import java.time.Instant;

/** Wall-clock time as records carry it. */
final class Micros {
    private Micros() {}

    /** µs since the epoch. */
    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    }
}
