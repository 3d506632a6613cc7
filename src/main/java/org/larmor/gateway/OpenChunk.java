package org.larmor.gateway;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.StreamOrder;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.Line;

/**
 * A chunk that still takes messages: one frame's, back to back, exactly as on the wire. The decoder writes straight into
 * its buffer, which grows with what arrives from {@link #FIRST} to what holds as many messages of that length as
 * {@link #FULL} does, so that a full chunk needs no trimming; one that is known to become full begins with that size, and
 * is never copied.
 */
final class OpenChunk {
    /** A chunk's size, unless a single message is longer. */
    static final int FULL = 1 << 20;

    private static final int FIRST = 16 << 10;

    /** Bytes that what is known of a readout takes. */
    private static final long LINE = 48;

    final ChunkKind kind;
    final @Nullable FrameKey frame;
    final int sequence;
    private final ByteBudget budget;
    private final boolean fills;
    private final List<Line> lines = new ArrayList<>();
    private final StreamOrder.Writer order = new StreamOrder.Writer();
    private ByteBuffer buffer;
    private int complete;
    private boolean filling;
    private boolean goesOn;
    private int channels;
    private long lastReadoutAt;
    private long touchedAt;

    /** @param fills whether it will probably become full */
    OpenChunk(ChunkKind kind, @Nullable FrameKey frame, int sequence, ByteBudget budget, boolean fills) {
        this.kind = kind;
        this.frame = frame;
        this.sequence = sequence;
        this.budget = budget;
        this.fills = fills;
        this.buffer = ByteBuffer.allocate(0);
    }

    /** Whether a message of that length still belongs here. */
    boolean takes(int length) {
        return complete == 0 || complete + length <= FULL;
    }

    /** Whether another message of that length would not fit. */
    boolean isFull(int length) {
        return complete + length > FULL;
    }

    /**
     * The buffer to write the next message into, at its position: with room for as much as may have arrived, and for all
     * of it where that is likely to come.
     *
     * @param likely whether the whole message will probably come
     */
    ByteBuffer room(int length, boolean likely) {
        int needed = complete + Math.min(length, FIRST);
        if (buffer.capacity() < needed || (likely && buffer.capacity() < complete + length)) {
            int most = Math.max(length, FULL / length * length);
            int least = likely ? complete + length : needed;
            int size = fills ? most : Math.max(least, Math.min(most, Math.max(FIRST, 2 * buffer.capacity())));
            if (!grow(size) && buffer.capacity() < needed) {
                // So little is had without asking: one message of each connection is unfinished at most.
                force(needed);
            }
        }
        filling = true;
        return buffer.position(complete);
    }

    /** The same with room for more of the message being written, as much again as has arrived; null where there is none. */
    @Nullable
    ByteBuffer more(int missing) {
        int at = buffer.position();
        return grow(at + Math.min(missing, Math.max(FIRST, at - complete))) ? buffer.position(at) : null;
    }

    /** The same with room for the whole of a message that is here already, and was counted until now. */
    ByteBuffer whole(int length) {
        int size = complete + length;
        if (buffer.capacity() < size && !grow(size)) {
            force(size);
        }
        return buffer.position(complete);
    }

    private void force(int size) {
        budget.hold(ByteBudget.Use.CHUNKS, size - (long) buffer.capacity());
        buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size));
    }

    private boolean grow(int size) {
        if (!budget.take(ByteBudget.Use.CHUNKS, size - (long) buffer.capacity())) {
            return false;
        }
        buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size));
        return true;
    }

    /**
     * The message written last is complete.
     *
     * @param number of the message in its scan's stream
     */
    void commit(int length, long number, @Nullable Line line, int ofChannels, long now) {
        filling = false;
        int known = order.bytes();
        order.add(number);
        budget.hold(ByteBudget.Use.CHUNKS, order.bytes() - known);
        complete += length;
        touchedAt = now;
        lastReadoutAt = now;
        if (line != null) {
            channels = ofChannels;
            lines.add(line);
            budget.hold(ByteBudget.Use.CHUNKS, LINE);
        }
    }

    /** Whether a message is only partly written, so that the chunk cannot leave. */
    boolean isFilling() {
        return filling;
    }

    /** Leaves because it is full: more of its frame is to come. */
    void goOn() {
        goesOn = true;
    }

    boolean goesOn() {
        return goesOn;
    }

    int size() {
        return complete;
    }

    int capacity() {
        return buffer.capacity();
    }

    Lines lines() {
        return Lines.of(lines);
    }

    /** Of its readouts, 0 where it has no lines. */
    int channels() {
        return channels;
    }

    /** Which messages of the stream it holds, as {@link StreamOrder} writes it; once, before it is closed. */
    byte[] order() {
        int known = order.bytes();
        byte[] encoded = order.encode();
        budget.hold(ByteBudget.Use.CHUNKS, order.bytes() - known);
        return encoded;
    }

    /** µs since the epoch. */
    long lastReadoutAt() {
        return lastReadoutAt;
    }

    /** µs since the epoch when a message was completed last. */
    long touchedAt() {
        return touchedAt;
    }

    /** Closes the chunk and gives its bytes; its share of the budget is returned. */
    byte[] close() {
        budget.release(ByteBudget.Use.CHUNKS, buffer.capacity() + LINE * lines.size() + order.bytes());
        byte[] bytes = buffer.array();
        return bytes.length == complete ? bytes : Arrays.copyOf(bytes, complete);
    }
}
