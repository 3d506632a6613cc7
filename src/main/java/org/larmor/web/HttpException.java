package org.larmor.web;

/** HTTP could not be served; the message says why. */
public final class HttpException extends Exception {
    private static final long serialVersionUID = 1L;

    public HttpException(String message, Throwable cause) {
        super(message, cause);
    }
}
