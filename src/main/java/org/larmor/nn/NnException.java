package org.larmor.nn;

/** A network's configuration or parameters are not what they must be. */
public final class NnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NnException(String message) {
        super(message);
    }
}
