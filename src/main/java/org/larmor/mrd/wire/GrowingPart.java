package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** One part of a message, of a length that is known and checked, in memory that grows with what has arrived. */
final class GrowingPart {
    private static final int FIRST_CAPACITY = 64 << 10;
    private static final byte[] EMPTY = {};

    private byte[] bytes = EMPTY;
    private int filled;
    private int length;

    void expect(int length) {
        this.length = length;
        this.filled = 0;
        this.bytes = length == 0 ? EMPTY : new byte[Math.min(length, FIRST_CAPACITY)];
    }

    void take(ByteBuffer in) {
        int n = Math.min(in.remaining(), length - filled);
        if (filled + n > bytes.length) {
            long doubled = Math.max(2L * bytes.length, filled + n);
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, doubled));
        }
        in.get(bytes, filled, n);
        filled += n;
    }

    boolean complete() {
        return filled == length;
    }

    /** The bytes, all of them and no more; handed over. */
    byte[] bytes() {
        return bytes;
    }

    void clear() {
        expect(0);
    }
}
