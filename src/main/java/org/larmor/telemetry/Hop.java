package org.larmor.telemetry;

import java.util.Locale;
import java.util.OptionalLong;
import org.larmor.bus.record.Hops;

/** A stretch of a frame's way, between two stations of its {@link Hops} or from one to its delivery. */
public enum Hop {
    /** Last readout received → last chunk acknowledged by the log. */
    STORE,
    /** Stored → job emitted by the router. */
    ROUTE,
    /** Routed → taken by a worker. */
    QUEUE,
    /** Taken → chunks in the worker's memory. */
    LOAD,
    /** Loaded → image computed. */
    RECON,
    /** Computed → last byte handed to the scanner's socket. */
    DELIVER,
    /** Last readout received → delivered. */
    TOTAL,
    /** {@link #TOTAL} without {@link #RECON}: what the gateway costs beside the reconstruction's own time. */
    OVERHEAD;

    /** The label's value. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * How long a frame took, µs; empty where it did not pass both ends. Clocks of several machines may disagree: never
     * below 0.
     *
     * @param delivered µs since the epoch, as the stations
     */
    public OptionalLong micros(Hops hops, long delivered) {
        return switch (this) {
            case STORE -> between(hops.readout(), hops.stored());
            case ROUTE -> between(hops.stored(), hops.routed());
            case QUEUE -> between(hops.routed(), hops.taken());
            case LOAD -> between(hops.taken(), hops.loaded());
            case RECON -> between(hops.loaded(), hops.reconstructed());
            case DELIVER -> between(hops.reconstructed(), delivered);
            case TOTAL -> between(hops.readout(), delivered);
            case OVERHEAD -> minus(between(hops.readout(), delivered), between(hops.loaded(), hops.reconstructed()));
        };
    }

    private static OptionalLong between(long from, long to) {
        return from == 0 || to == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, to - from));
    }

    private static OptionalLong minus(OptionalLong whole, OptionalLong part) {
        return whole.isEmpty() || part.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, whole.getAsLong() - part.getAsLong()));
    }
}
