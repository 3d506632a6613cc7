package org.larmor.mrd.header;

/** XML that is not what it should be; the message is for whoever sent it, and quotes no content of patient fields. */
public final class HeaderException extends Exception {
    private static final long serialVersionUID = 1L;

    public HeaderException(String message) {
        super(message);
    }

    public HeaderException(String message, Throwable cause) {
        super(message, cause);
    }
}
