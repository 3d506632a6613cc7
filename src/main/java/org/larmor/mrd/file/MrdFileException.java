package org.larmor.mrd.file;

import java.io.IOException;

/** A file that cannot be read or written as ISMRMRD raw data; the message names the file and says why. */
public final class MrdFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is the matter with the file. */
    public enum Problem {
        /** Sound, as far as was read, but of another kind or with a feature that is not read here. */
        UNSUPPORTED,
        /** Truncated, damaged or contradicting itself. */
        CORRUPT,
        /** The operating system would not give it: missing, forbidden, failing, closed by an interrupt. */
        UNREADABLE,
        /** It could not be written. */
        UNWRITABLE
    }

    private final Problem problem;

    MrdFileException(Problem problem, String message) {
        this(problem, message, null);
    }

    MrdFileException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    static MrdFileException corrupt(String message) {
        return new MrdFileException(Problem.CORRUPT, message);
    }

    static MrdFileException unwritable(String message) {
        return new MrdFileException(Problem.UNWRITABLE, message);
    }

    static MrdFileException unsupported(String message) {
        return new MrdFileException(Problem.UNSUPPORTED, message);
    }

    public Problem problem() {
        return problem;
    }
}
