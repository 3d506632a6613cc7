package org.larmor.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a scanner sends between its config and its close: a header and then messages. Read once, by one thread. */
public interface MessageSource extends AutoCloseable {
    /** The ISMRMRD XML header, without a terminating NUL. */
    byte[] xml();

    /** How many messages {@link #next} will give. */
    long messages();

    /** How many frames of imaging data they make; may read ahead. */
    int frames() throws IOException;

    /** The next message from its id on, little-endian, valid until the next call; null after the last. */
    @Nullable ByteBuffer next() throws IOException;

    @Override
    void close() throws IOException;
}
