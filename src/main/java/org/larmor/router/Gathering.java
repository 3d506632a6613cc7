package org.larmor.router;

/** What of a scan may be learned from. */
@FunctionalInterface
public interface Gathering {
    /** Nothing. */
    Gathering NONE = domain -> 0;

    /** How many frames of one scan of that domain at most; 0 where none may. Must not block. */
    int most(String domain);
}
