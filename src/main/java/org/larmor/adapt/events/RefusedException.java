package org.larmor.adapt.events;

/** A command was refused, for the reason that is its message. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
        super(why);
    }
}
