package org.larmor.gateway;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far this machine's clock is ahead of the log's, from acknowledgements: the broker's time stands for half-way between
 * send and acknowledgement, and of what was measured lately the shortest round trip is believed. Where a topic keeps its
 * producers' time nothing is measured. Event loop only, but for {@link Send} and reading.
 */
final class ClockSkew {
    /** Beyond it people are warned, once. */
    static final Duration DOUBTFUL = Duration.ofSeconds(5);

    /** Beyond it no scan goes on: time stamps and what is computed from them would mean nothing. */
    static final Duration BOUND = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClockSkew.class);

    /** How long a measurement stands before a longer round trip may replace it, ns. */
    private static final long STANDS = Duration.ofMinutes(1).toNanos();

    /** A difference between two measurements, beyond their round trips, that says that a clock was set, ms. */
    private static final long SET = 1_000;

    /** A measurement, ms; taken at {@code at} of the monotonic clock. */
    record Sample(long skewMs, long roundTripMs, long at) {}

    /** A record on its way. */
    record Send(long stampMs, long at) {
        /** @param logMs what the log says its time is; null where it only repeats ours */
        @Nullable
        Sample acknowledged(long logMs) {
            return acknowledged(logMs, System.currentTimeMillis(), System.nanoTime());
        }

        @Nullable
        Sample acknowledged(long logMs, long nowMs, long nowNanos) {
            if (logMs == stampMs || logMs < 0) {
                return null;
            }
            long roundTrip = (nowNanos - at) / 1_000_000;
            return new Sample(nowMs - roundTrip / 2 - logMs, roundTrip, nowNanos);
        }
    }

    private volatile @Nullable Sample best;
    private boolean warned;

    /** @param stampMs the record's own time */
    Send sending(long stampMs) {
        return new Send(stampMs, System.nanoTime());
    }

    void take(@Nullable Sample sample) {
        if (sample == null) {
            return;
        }
        Sample before = best;
        if (before == null
                || sample.roundTripMs <= before.roundTripMs
                || sample.at - before.at > STANDS
                || Math.abs(sample.skewMs - before.skewMs) > (sample.roundTripMs + before.roundTripMs) / 2 + SET) {
            best = sample;
        }
        boolean doubtful = Math.abs(ms()) > DOUBTFUL.toMillis();
        if (doubtful && !warned) {
            LOG.warn("{}", words());
        }
        warned = doubtful;
    }

    /** How far this clock is ahead, ms; 0 where nothing has been measured. */
    long ms() {
        Sample now = best;
        return now == null ? 0 : now.skewMs;
    }

    boolean isBeyond() {
        return Math.abs(ms()) > BOUND.toMillis();
    }

    String words() {
        long ms = ms();
        return "this gateway's clock is " + approximately(Duration.ofMillis(Math.abs(ms)))
                + (ms < 0 ? " behind" : " ahead of") + " the log's; at most "
                + approximately(BOUND) + " is accepted: set it";
    }

    private static String approximately(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        if (seconds < 5400) {
            return String.format(Locale.ROOT, "%.0f min", seconds / 60);
        }
        return seconds < 48 * 3600
                ? String.format(Locale.ROOT, "%.0f h", seconds / 3600)
                : String.format(Locale.ROOT, "%.0f d", seconds / 86400);
    }
}
