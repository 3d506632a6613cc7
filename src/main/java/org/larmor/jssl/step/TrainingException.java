package org.larmor.jssl.step;

/** A training step went wrong and changed nothing. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }
}
