package org.larmor.gateway;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Bytes that a socket has given and its session could not take; copies, since the socket's own are released. */
final class Unread {
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();

    boolean isEmpty() {
        return buffers.isEmpty();
    }

    void add(ByteBuffer rest) {
        buffers.add(ByteBuffer.allocate(rest.remaining()).put(rest).flip());
    }

    ByteBuffer first() {
        return buffers.getFirst();
    }

    void removeFirst() {
        buffers.poll();
    }

    void clear() {
        buffers.clear();
    }

    long bytes() {
        return buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    }
}
