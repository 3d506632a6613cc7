package org.larmor.router;

import java.util.Optional;

/**
 * The disk of the log that has least room for more: of all the brokers' log folders the one with the least free beyond
 * what is kept free.
 *
 * @param total of its file system, bytes
 * @param free of it, bytes
 */
record DiskSpace(long total, long free) {
    /** A broker whose disk is full stops for everybody, so some of it is left to the scans that run. */
    private static final int KEPT_ONE_IN = 20;

    private static final long KEPT_AT_LEAST = 256L << 20;

    /** But of a small disk no more than that. */
    private static final int KEPT_AT_MOST_ONE_IN = 5;

    /** Running scans end where less than that part of what is kept is left. */
    private static final int FULL_AT_ONE_IN = 4;

    /** The same after so many bytes more. */
    DiskSpace after(long bytes) {
        return new DiskSpace(total, free - bytes);
    }

    /** What is kept free of new scans, bytes. */
    long kept() {
        return Math.max(total / KEPT_ONE_IN, Math.min(KEPT_AT_LEAST, total / KEPT_AT_MOST_ONE_IN));
    }

    /** Bytes beyond what is kept; negative where new scans have to wait. */
    long room() {
        return free - kept();
    }

    /** Why a running scan cannot go on, for its scanner: a broker whose disk is full takes all others with it. */
    Optional<String> full() {
        return free >= kept() / FULL_AT_ONE_IN
                ? Optional.empty()
                : Optional.of("the log's disk is full but for " + Math.max(0, free >> 20) + " MB: the scan is ended");
    }

    /** Why no new scan is taken, for its scanner. */
    Optional<String> refusal() {
        return room() >= 0
                ? Optional.empty()
                : Optional.of("the log's disk has " + Math.max(0, free >> 20) + " MB free, and " + (kept() >> 20)
                        + " MB are kept for the scans that run: scan refused, try later");
    }
}
