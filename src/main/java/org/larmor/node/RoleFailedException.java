package org.larmor.node;

/** A role of this process has failed for good; the message says which. */
final class RoleFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    RoleFailedException(String message) {
        super(message);
    }
}
