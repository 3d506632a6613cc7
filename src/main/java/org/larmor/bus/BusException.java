package org.larmor.bus;

/** The log cannot be used: the broker does not start, its disk fails, or a cluster refuses what it is asked. */
public final class BusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BusException(String message) {
        super(message);
    }

    public BusException(String message, Throwable cause) {
        super(message, cause);
    }
}
