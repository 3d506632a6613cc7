package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One part of a message, of a length that is known and checked, in memory that grows with what has arrived and is counted
 * until the message is complete.
 */
final class GrowingPart {
    private static final byte[] EMPTY = {};

    private final MrdDecoder.Room room;
    private byte[] bytes = EMPTY;
    private int filled;
    private int length;
    private boolean dropped;
    private int taken;

    GrowingPart(MrdDecoder.Room room) {
        this.room = room;
    }

    /** @param dropped whether its bytes are only passed over */
    void expect(int length, boolean dropped) {
        this.length = length;
        this.filled = 0;
        this.dropped = dropped;
        this.bytes = length == 0 || dropped ? EMPTY : new byte[Math.min(length, MrdDecoder.Room.FREE)];
    }

    /** Takes what belongs to it; takes nothing and says so where there is no room for it now. */
    boolean take(ByteBuffer in) {
        int n = Math.min(in.remaining(), length - filled);
        if (dropped) {
            in.position(in.position() + n);
            filled += n;
            return true;
        }
        if (filled + n > bytes.length) {
            int size = (int) Math.min(length, Math.max(2L * bytes.length, filled + n));
            int more = size - bytes.length;
            if (!room.take(more)) {
                return false;
            }
            taken += more;
            bytes = Arrays.copyOf(bytes, size);
        }
        in.get(bytes, filled, n);
        filled += n;
        return true;
    }

    boolean complete() {
        return filled == length;
    }

    /** The bytes, all of them and no more, none where they were dropped; handed over. */
    byte[] bytes() {
        return bytes;
    }

    /** Gives back all that the parts of a message have taken. */
    void clear() {
        expect(0, false);
        room.give(taken);
        taken = 0;
    }
}
