package org.larmor.cli;

import java.io.Serial;

/** A gateway's API refuses, or does not answer; the message is for the person who asked. */
final class ApiException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ApiException(String message) {
        super(message);
    }

    ApiException(String message, Throwable cause) {
        super(message, cause);
    }
}
