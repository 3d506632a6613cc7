package org.larmor.router;

/** A scan cannot be gone on with; the message is for its scanner. */
final class ScanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScanException(String message) {
        super(message);
    }
}
