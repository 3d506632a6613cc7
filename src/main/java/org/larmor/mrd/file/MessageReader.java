package org.larmor.mrd.file;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One pass over wire messages, in the order they were stored. Single-threaded; owns nothing that must be closed. */
public interface MessageReader {
    /**
     * The next message from its id on, little-endian, position 0; null after the last. Valid only until the next call,
     * which writes the same memory.
     */
    @Nullable ByteBuffer next() throws MrdFileException;
}
