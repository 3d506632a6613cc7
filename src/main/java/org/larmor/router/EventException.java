package org.larmor.router;

/** An index event that makes no sense; it goes to the dead-letter topic and changes nothing. */
final class EventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EventException(String message) {
        super(message);
    }
}
