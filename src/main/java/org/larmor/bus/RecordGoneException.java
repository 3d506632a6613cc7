package org.larmor.bus;

/** A record was there once, and its topic has deleted it since. */
public final class RecordGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecordGoneException(String message) {
        super(message);
    }
}
