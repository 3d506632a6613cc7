package org.larmor.worker;

/** A frame's chunks are not in the log any more, or are not what they were; the message is for the scanner. */
public final class ChunkException extends Exception {
    private static final long serialVersionUID = 1L;

    public ChunkException(String message) {
        super(message);
    }

    public ChunkException(String message, Throwable cause) {
        super(message, cause);
    }
}
