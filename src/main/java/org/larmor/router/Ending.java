package org.larmor.router;

/** Why frames end. */
enum Ending {
    /** All their lines came, by a flag or by their count. */
    COMPLETE,
    /** The scan was closed. */
    SCAN_CLOSED,
    /** The scan broke off. */
    SCAN_ABORTED,
    /** The scan was silent for too long. */
    TIMED_OUT;

    /** Whether frames that had not ended by themselves are as they should be. */
    boolean well() {
        return this == COMPLETE || this == SCAN_CLOSED;
    }

    /** Whether nothing more may be waited for. */
    boolean last() {
        return this != COMPLETE;
    }
}
