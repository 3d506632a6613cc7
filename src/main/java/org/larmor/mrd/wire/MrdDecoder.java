package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream of MRD messages apart as its bytes arrive, in whatever fragments. Acquisitions are written straight to
 * where the sink wants them; every other message is assembled in memory that grows with what has arrived, never with
 * what was declared. All declared lengths are checked against {@link MrdLimits} first.
 *
 * <p>After a failure the decoder stays failed: a stream without outer lengths cannot be taken up again. What follows a
 * {@link MrdMessage.Close} is not read. Not thread-safe.
 */
public final class MrdDecoder {

    /** Where the messages go. What it throws ends the stream. */
    public interface Sink {
        /**
         * Where an acquisition of {@code length} bytes (id, header, trajectory, data) shall be written: a heap buffer
         * with at least that many remaining. The decoder writes at its position and moves it on as bytes arrive, and
         * holds the buffer until {@link #acquisition} has been called. {@code header} is valid within the call only.
         */
        ByteBuffer place(AcquisitionHeader header, int length) throws MrdProtocolException;

        /** The acquisition is complete; {@code header} lies over the placed bytes, and is the sink's to keep. */
        void acquisition(AcquisitionHeader header, int length) throws MrdProtocolException;

        /** Any other message, complete. */
        void message(MrdMessage message) throws MrdProtocolException;
    }

    private enum State {
        ID,
        ACQUISITION_HEADER,
        ACQUISITION_BODY,
        PART,
        CLOSED,
        FAILED
    }

    private static final ByteBuffer NOWHERE = ByteBuffer.allocate(0);
    private static final int ACQUISITION_START = MessageId.BYTES + AcquisitionHeader.BYTES;

    private final MrdLimits limits;
    private final Sink sink;

    /** The id, and an acquisition's header behind it. */
    private final ByteBuffer start = LittleEndian.allocate(ACQUISITION_START);

    private final AcquisitionHeader startHeader = new AcquisitionHeader().wrap(start, MessageId.BYTES);
    private final GrowingPart part = new GrowingPart();

    private State state = State.ID;
    private String failure = "";
    private @Nullable MessageAssembly assembly;
    private ByteBuffer placed = NOWHERE;
    private int placedAt;
    private int length;
    private int missing;

    public MrdDecoder(MrdLimits limits, Sink sink) {
        this.limits = limits;
        this.sink = sink;
        start.limit(MessageId.BYTES);
    }

    /** Consumes all of {@code in}. */
    public void feed(ByteBuffer in) throws MrdProtocolException {
        if (state == State.FAILED) {
            throw new MrdProtocolException("the stream has failed before: " + failure);
        }
        boolean fine = false;
        try {
            while (in.hasRemaining()) {
                step(in);
            }
            fine = true;
        } catch (MrdProtocolException e) {
            failure = Objects.requireNonNullElse(e.getMessage(), "");
            throw e;
        } finally {
            if (!fine) {
                state = State.FAILED;
                placed = NOWHERE;
                assembly = null;
                part.clear();
            }
        }
    }

    /** Whether the stream stands between two messages, or behind a close: an end-of-file here cuts nothing off. */
    public boolean betweenMessages() {
        return state == State.CLOSED || (state == State.ID && start.position() == 0);
    }

    /** Whether a close has been read. */
    public boolean closed() {
        return state == State.CLOSED;
    }

    private void step(ByteBuffer in) throws MrdProtocolException {
        switch (state) {
            case ID -> {
                move(in, start, start.remaining());
                if (!start.hasRemaining()) {
                    begin(Short.toUnsignedInt(start.getShort(0)));
                }
            }
            case ACQUISITION_HEADER -> {
                move(in, start, start.remaining());
                if (!start.hasRemaining()) {
                    placeAcquisition();
                }
            }
            case ACQUISITION_BODY -> {
                int before = in.remaining();
                move(in, placed, missing);
                missing -= before - in.remaining();
                if (missing == 0) {
                    completeAcquisition();
                }
            }
            case PART -> {
                part.take(in);
                completeParts();
            }
            case CLOSED -> in.position(in.limit());
            case FAILED -> throw new IllegalStateException();
        }
    }

    private void begin(int value) throws MrdProtocolException {
        MessageId id = MessageId.of(value);
        if (id == null) {
            throw new MrdProtocolException("unknown message id " + value);
        }
        switch (id) {
            case ACQUISITION -> {
                start.limit(ACQUISITION_START);
                state = State.ACQUISITION_HEADER;
            }
            case CLOSE -> {
                // before the sink hears of it: it may well ask
                state = State.CLOSED;
                sink.message(new MrdMessage.Close());
            }
            default -> {
                MessageAssembly next = MessageAssembly.of(id, limits);
                assembly = next;
                part.expect(next.firstPart());
                state = State.PART;
            }
        }
    }

    private void placeAcquisition() throws MrdProtocolException {
        length = limits.check(startHeader);
        placed = sink.place(startHeader, length);
        if (placed.remaining() < length) {
            throw new IllegalStateException("placed " + placed.remaining() + " bytes for " + length);
        }
        placedAt = placed.position();
        placed.put(start.flip());
        missing = length - ACQUISITION_START;
        state = State.ACQUISITION_BODY;
    }

    private void completeAcquisition() throws MrdProtocolException {
        // a header of its own: one kept here would keep a full chunk alive while the connection is silent
        AcquisitionHeader header = new AcquisitionHeader().wrap(placed, placedAt + MessageId.BYTES);
        placed = NOWHERE;
        betweenTwo();
        sink.acquisition(header, length);
    }

    /** Goes on through all parts that are complete; a part may be empty. */
    private void completeParts() throws MrdProtocolException {
        MessageAssembly current = Objects.requireNonNull(assembly);
        while (part.complete()) {
            int next = current.accept(part.bytes());
            if (next == MessageAssembly.DONE) {
                assembly = null;
                part.clear();
                betweenTwo();
                sink.message(current.message());
                return;
            }
            part.expect(next);
        }
    }

    private void betweenTwo() {
        start.clear().limit(MessageId.BYTES);
        state = State.ID;
    }

    private static void move(ByteBuffer in, ByteBuffer out, int most) {
        int limit = in.limit();
        in.limit(in.position() + Math.min(most, in.remaining()));
        out.put(in);
        in.limit(limit);
    }
}
