package org.larmor.web.access;

/** A request was refused; the message tells who asked why, and has nothing of theirs in it. */
public final class RefusedRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedRequestException(String detail) {
        // A refusal must cost little, and where it happened says nothing.
        super(detail, null, false, false);
    }
}
