package org.larmor.nn;

/** A model's file, configuration or parameters are not what they must be. */
public final class NnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NnException(String message) {
        super(message);
    }

    public NnException(String message, Throwable cause) {
        super(message, cause);
    }
}
