package org.larmor.adapt.samples;

/** A sample cannot be read, for the reason that is the message. */
public final class SampleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SampleException(String message) {
        super(message);
    }

    public SampleException(String message, Throwable cause) {
        super(message, cause);
    }
}
