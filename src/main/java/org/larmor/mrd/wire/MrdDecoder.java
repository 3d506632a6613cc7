package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream of MRD messages apart as its bytes arrive, in whatever fragments. Acquisitions are written straight to
 * where the sink wants them; every other message is assembled in memory that grows with what has arrived, never with
 * what was declared, and that is asked of {@link Room}. All declared lengths are checked against {@link MrdLimits} first.
 *
 * <p>After a failure the decoder stays failed: a stream without outer lengths cannot be taken up again. What follows a
 * {@link MrdMessage.Close} is not read. Not thread-safe.
 */
public final class MrdDecoder {

    /** Where the messages go. What it throws ends the stream. */
    public interface Sink {
        /**
         * Where an acquisition of {@code length} bytes (id, header, trajectory, data) shall be written: a heap buffer
         * with at least the id and the header remaining; for the rest the decoder asks for {@link #more}. It writes at
         * the buffer's position and moves it on as bytes arrive, and holds the buffer until {@link #acquisition} has
         * been called. {@code header} is valid within the call only.
         */
        ByteBuffer place(AcquisitionHeader header, int length) throws MrdProtocolException;

        /**
         * The buffer placed last is full, and bytes of its acquisition are missing.
         *
         * @return a heap buffer with the same content and position and something remaining; null where there is no room
         *     now
         */
        default @Nullable ByteBuffer more(ByteBuffer full, int missing) throws MrdProtocolException {
            throw new IllegalStateException("placed too little, by " + missing + " bytes");
        }

        /** The acquisition is complete; {@code header} lies over the placed bytes, and is the sink's to keep. */
        void acquisition(AcquisitionHeader header, int length) throws MrdProtocolException;

        /** Any other message, complete. */
        void message(MrdMessage message) throws MrdProtocolException;

        /** Whether an image comes whole; else its meta XML and its pixels are dropped as they arrive. */
        default boolean wantsImages() {
            return true;
        }
    }

    /** What unfinished messages may hold beyond the first {@link #FREE} bytes of each part. */
    public interface Room {
        /** Bytes of each part that are not asked for. */
        int FREE = 16 << 10;

        /** As much as there is. */
        Room UNBOUNDED = new Room() {
            @Override
            public boolean take(int bytes) {
                return true;
            }

            @Override
            public void give(int bytes) {}
        };

        /** Whether so many bytes more may be held now. */
        boolean take(int bytes);

        /** Bytes taken before are no longer held. */
        void give(int bytes);
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
    private final GrowingPart part;

    private State state = State.ID;
    private String failure = "";
    private @Nullable MessageAssembly assembly;
    private ByteBuffer placed = NOWHERE;
    private int placedAt;
    private int length;
    private int missing;
    private long begun;

    public MrdDecoder(MrdLimits limits, Sink sink) {
        this(limits, sink, Room.UNBOUNDED);
    }

    public MrdDecoder(MrdLimits limits, Sink sink, Room room) {
        this.limits = limits;
        this.sink = sink;
        this.part = new GrowingPart(room);
        start.limit(MessageId.BYTES);
    }

    /** Consumes all of {@code in}, or what there is room for: the rest is to be fed again when there may be more. */
    public void feed(ByteBuffer in) throws MrdProtocolException {
        if (state == State.FAILED) {
            throw new MrdProtocolException("the stream has failed before: " + failure);
        }
        boolean fine = false;
        try {
            boolean goesOn = true;
            while (goesOn && in.hasRemaining()) {
                goesOn = step(in);
                if (state == State.FAILED) {
                    // The sink has abandoned it.
                    in.position(in.limit());
                }
            }
            fine = true;
        } catch (MrdProtocolException e) {
            failure = Objects.requireNonNullElse(e.getMessage(), "");
            throw e;
        } finally {
            if (!fine) {
                state = State.FAILED;
                forget();
            }
        }
    }

    /** Gives back what an unfinished message holds; nothing can be fed any more. */
    public void abandon() {
        if (state != State.FAILED) {
            state = State.FAILED;
            failure = "it was abandoned";
            forget();
        }
    }

    private void forget() {
        placed = NOWHERE;
        assembly = null;
        part.clear();
    }

    /** How many messages have begun. */
    public long begun() {
        return begun;
    }

    /** Whether the stream stands between two messages, or behind a close: an end-of-file here cuts nothing off. */
    public boolean betweenMessages() {
        return state == State.CLOSED || (state == State.ID && start.position() == 0);
    }

    /** Whether a close has been read. */
    public boolean closed() {
        return state == State.CLOSED;
    }

    /** Whether it can go on at once. */
    private boolean step(ByteBuffer in) throws MrdProtocolException {
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
                if (!placed.hasRemaining()) {
                    ByteBuffer more = sink.more(placed, missing);
                    if (more == null) {
                        return false;
                    }
                    placed = more;
                }
                int before = in.remaining();
                move(in, placed, Math.min(missing, placed.remaining()));
                missing -= before - in.remaining();
                if (missing == 0) {
                    completeAcquisition();
                }
            }
            case PART -> {
                if (!part.take(in)) {
                    return false;
                }
                completeParts();
            }
            case CLOSED -> in.position(in.limit());
            case FAILED -> throw new IllegalStateException();
        }
        return true;
    }

    private void begin(int value) throws MrdProtocolException {
        MessageId id = MessageId.of(value);
        if (id == null) {
            throw new MrdProtocolException("unknown message id " + value);
        }
        begun++;
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
                MessageAssembly next = MessageAssembly.of(id, limits, sink.wantsImages());
                assembly = next;
                part.expect(next.firstPart(), false);
                state = State.PART;
            }
        }
    }

    private void placeAcquisition() throws MrdProtocolException {
        length = limits.check(startHeader);
        placed = sink.place(startHeader, length);
        if (placed.remaining() < ACQUISITION_START) {
            throw new IllegalStateException("placed " + placed.remaining() + " bytes for a header");
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
                betweenTwo();
                // What was taken is given back first: what the sink keeps of it, it counts as its own.
                part.clear();
                sink.message(current.message());
                return;
            }
            part.expect(next, current.dropsNext());
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
