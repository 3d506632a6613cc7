package org.larmor.gateway;

/**
 * The one bound over all connections: bytes in open chunks plus bytes on their way to the log. At the high mark the
 * largest open chunks leave early; only when that is not enough are sockets paused. Event loop only.
 */
final class ByteBudget {
    private final long bound;
    private long open;
    private long inFlight;

    ByteBudget(long bound) {
        this.bound = bound;
    }

    /**
     * Whether so many bytes more may be opened. Complete chunks leave long before; messages that never become complete
     * cannot, and must not take the gateway's memory.
     */
    boolean admits(long bytes) {
        return bytes <= 0 || open + bytes <= bound;
    }

    void open(long bytes) {
        open += bytes;
    }

    void closed(long bytes) {
        open -= bytes;
    }

    void sent(long bytes) {
        inFlight += bytes;
    }

    void stored(long bytes) {
        inFlight -= bytes;
    }

    long openBytes() {
        return open;
    }

    long inFlightBytes() {
        return inFlight;
    }

    /** Whether open chunks should leave early. */
    boolean isHigh() {
        return open + inFlight > bound * 3 / 4;
    }

    /** How many open bytes may stay once the high mark is passed. */
    long openTarget() {
        return bound / 4;
    }

    /**
     * Whether sockets must wait. Only what is in flight decides: the log takes it without their help, while a message that
     * is partly received cannot leave before its socket has gone on.
     */
    boolean isFull() {
        return inFlight > bound / 2;
    }

    /** Whether paused sockets may go on. */
    boolean isLow() {
        return inFlight < bound * 3 / 8;
    }
}
