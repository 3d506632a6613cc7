package org.larmor.bus;

import org.jspecify.annotations.Nullable;

/** Chunks are not in the log any more, or are not what they were; the message is for who asked for them. */
public final class ChunkException extends Exception {
    private static final long serialVersionUID = 1L;

    public ChunkException(String message) {
        super(message);
    }

    public ChunkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
