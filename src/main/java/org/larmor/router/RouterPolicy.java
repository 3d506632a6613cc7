package org.larmor.router;

import java.time.Duration;

/**
 * The router's limits.
 *
 * @param frameTimeout how long a scan may be silent before its open frames are emitted as they are
 * @param abandonAfter after how many ticks without any sign of its gateway an open scan counts as aborted; a tick
 *     comes about once a second
 * @param keepClosed how long a closed scan is remembered, so that late events open no ghost
 */
public record RouterPolicy(Duration frameTimeout, int abandonAfter, Duration keepClosed) {
    /** What a closed scan's frames are kept for at least: far more than a commit takes. */
    private static final Duration MIN_KEEP = Duration.ofSeconds(30);

    public static final RouterPolicy DEFAULT = new RouterPolicy(Duration.ofMinutes(2), 60, Duration.ofMinutes(10));

    public RouterPolicy {
        if (!frameTimeout.isPositive()) {
            throw new IllegalArgumentException("frame time-out must be positive: " + frameTimeout);
        }
        if (abandonAfter < 1) {
            throw new IllegalArgumentException("ticks before a scan is abandoned must be positive: " + abandonAfter);
        }
        if (keepClosed.compareTo(MIN_KEEP) < 0) {
            throw new IllegalArgumentException("closed scans must be kept " + MIN_KEEP + " at least: " + keepClosed);
        }
    }

    public RouterPolicy withFrameTimeout(Duration timeout) {
        return new RouterPolicy(timeout, abandonAfter, keepClosed);
    }

    long frameTimeoutMicros() {
        return frameTimeout.toNanos() / 1000;
    }

    long keepClosedMicros() {
        return keepClosed.toNanos() / 1000;
    }
}
