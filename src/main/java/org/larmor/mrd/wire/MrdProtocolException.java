package org.larmor.mrd.wire;

/** Bytes that are not the MRD stream protocol, or beyond its limits; the message is for whoever sent them. */
public final class MrdProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String forLog;

    public MrdProtocolException(String message) {
        this(message, message);
    }

    private MrdProtocolException(String message, String forLog) {
        super(message);
        this.forLog = forLog;
    }

    /**
     * Something that was sent is wrong, and may hold a name of a patient where it should not.
     *
     * @param what is wrong
     * @param quoted what was sent, for whoever sent it alone
     * @param right what would be right
     */
    public static MrdProtocolException quoting(String what, String quoted, String right) {
        return new MrdProtocolException(what + " '" + quoted + "'; " + right, what + "; " + right);
    }

    /** The same without what was quoted. */
    public String forLog() {
        return forLog;
    }
}
