package org.larmor.infer;

/** A frame that no model can be applied to; the message says why, for the scanner. */
final class UncoveredException extends Exception {
    private static final long serialVersionUID = 1L;

    UncoveredException(String message) {
        super(message);
    }
}
