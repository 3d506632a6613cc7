package org.larmor.mrd.wire;

/** Bytes that are not the MRD stream protocol, or beyond its limits; the message is for whoever sent them. */
public final class MrdProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    public MrdProtocolException(String message) {
        super(message);
    }
}
