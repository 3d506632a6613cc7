package org.larmor.router;

/** An event that makes no sense, or whose scan cannot be decided about; nothing of it was done. */
final class EventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EventException(String message) {
        super(message);
    }

    EventException(String message, Throwable cause) {
        super(message, cause);
    }
}
