package org.larmor.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a socket is still to be sent, in order, under a bound: within it the bytes of images are kept, beyond it only
 * where they lie in the log, and they are fetched again when their turn comes. Reading from the socket never waits for
 * it. Event loop only.
 */
final class Outbox implements Results.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** Bytes of images kept for one socket. */
    static final long KEPT = 4L << 20;

    /** Bytes of other messages that may wait for one socket, where there is room. */
    private static final long MESSAGES = 1 << 20;

    /** The same whatever others hold, so that each scanner can be told what is wrong. */
    private static final long MESSAGES_ALWAYS = 16 << 10;

    /** Bytes handed to the socket and not yet taken by the network, where there is room. */
    private static final int SOCKET_QUEUE = 1 << 20;

    /** Bytes handed to the socket at once, where there is room. */
    private static final int SLICE = 64 << 10;

    /** So many it is handed whatever others hold. */
    private static final int LEAST_SLICE = 8 << 10;

    private static final long LINGER_MS = 3_000;

    private sealed interface Item {
        /** A message as on the wire. */
        record Message(byte[] bytes) implements Item {}

        /** An image, in pieces; {@code sent} runs once its last byte is with the socket. */
        record Image(List<Piece> pieces, Runnable sent) implements Item {}

        /** The end of the conversation; {@code ended} runs once the network has taken everything before it. */
        record End(Runnable ended) implements Item {}
    }

    /** Reads a piece again; fails when it is gone. */
    interface Fetch extends Function<Piece, Future<byte[]>> {}

    private final NetSocket socket;
    private final Outward outward;
    private final ByteBudget budget;
    private final Fetch fetch;
    private final Runnable progress;
    private final Runnable hopeless;
    private final Deque<Item> items = new ArrayDeque<>();
    private long kept;
    private long messageBytes;
    private long inSocket;
    private int nextPiece;
    /** How much of the message or piece that goes out now has gone. */
    private int at;
    private boolean pumping;
    private long movedAt = System.nanoTime();
    private Future<Void> lastWrite = Future.succeededFuture();
    private boolean fetching;
    private boolean closed;

    /**
     * @param outward what all outboxes keep
     * @param progress runs whenever the network has taken something
     * @param hopeless ends the connection where the conversation cannot go on: in the middle of an image that is lost, or
     *     with more messages waiting than any scanner causes
     */
    Outbox(
            NetSocket socket,
            Outward outward,
            Fetch fetch,
            Runnable progress,
            Runnable hopeless) {
        this.socket = socket;
        this.outward = outward;
        this.budget = outward.budget();
        this.fetch = fetch;
        this.progress = progress;
        this.hopeless = hopeless;
        socket.setWriteQueueMaxSize(SOCKET_QUEUE);
        socket.drainHandler(nothing -> {
            progress.run();
            pump();
        });
    }

    @Override
    public Piece keep(long offset, byte[] bytes) {
        if (closed || kept + bytes.length > KEPT || !budget.take(ByteBudget.Use.OUTWARD, bytes.length)) {
            return new Piece(offset, bytes.length, null);
        }
        if (kept == 0) {
            moved();
        }
        kept += bytes.length;
        return new Piece(offset, bytes.length, bytes);
    }

    @Override
    public void forget(List<Piece> pieces) {
        for (Piece piece : pieces) {
            release(piece);
        }
    }

    /** A message as on the wire. */
    void message(byte[] message) {
        if (closed) {
            return;
        }
        long waiting = messageBytes + message.length;
        if (waiting > MESSAGES_ALWAYS
                && (waiting > MESSAGES || !budget.admits(ByteBudget.Use.OUTWARD, message.length))) {
            hopeless.run();
            return;
        }
        count(message.length);
        items.add(new Item.Message(message));
        pump();
    }

    void image(List<Piece> pieces, Runnable sent) {
        items.add(new Item.Image(pieces, sent));
        pump();
    }

    /**
     * Ends the conversation: a close, then, once the network has taken everything, the end of our side of the connection;
     * the scanner has a while to send its own.
     *
     * @param later runs something after so many ms
     */
    void farewell(SendQueue.Later later) {
        message(MrdEncoder.bytes(new MrdMessage.Close()));
        items.add(new Item.End(() -> {
            if (((NetSocketInternal) socket).channelHandlerContext().channel() instanceof DuplexChannel channel) {
                var unused = channel.shutdownOutput();
            }
            later.run(LINGER_MS, socket::close);
        }));
        pump();
    }

    /** Whether something waits for the network. */
    boolean isBlocked() {
        return !items.isEmpty() && socket.writeQueueFull();
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        outward.gone(this);
        budget.release(ByteBudget.Use.OUTWARD, kept + messageBytes);
        kept = 0;
        messageBytes = 0;
        items.clear();
    }

    /** When its scanner last took something, ns. */
    long movedAt() {
        return movedAt;
    }

    /** Forgets the bytes of images that wait; they are read again when their turn comes. */
    void spill() {
        for (Item item : items) {
            if (item instanceof Item.Image image) {
                forget(image.pieces);
            }
        }
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            pumpAll();
        } finally {
            pumping = false;
        }
    }

    private void pumpAll() {
        while (!closed && !fetching && !items.isEmpty() && mayWrite()) {
            switch (items.peek()) {
                case Item.Message message -> {
                    if (write(message.bytes)) {
                        count(-message.bytes.length);
                        items.remove();
                    }
                }
                case Item.Image image -> image(image);
                case Item.End end -> {
                    items.remove();
                    lastWrite.onComplete(written -> end.ended.run());
                }
            }
        }
    }

    /** Whether the socket may be handed more: its own slice always, beyond it what all of them have room for. */
    private boolean mayWrite() {
        return !socket.writeQueueFull()
                && (inSocket == 0
                        || (inSocket + SLICE <= SOCKET_QUEUE && budget.isOutwardRoomy()));
    }

    private void image(Item.Image image) {
        if (nextPiece == image.pieces.size()) {
            nextPiece = 0;
            items.remove();
            image.sent.run();
            return;
        }
        Piece piece = image.pieces.get(nextPiece);
        byte[] bytes = piece.bytes;
        if (bytes != null) {
            if (write(bytes)) {
                nextPiece++;
                release(piece);
            }
            return;
        }
        fetching = true;
        if (!outward.take(this, piece.length)) {
            outward.again(() -> {
                fetching = false;
                pump();
            });
            return;
        }
        kept += piece.length;
        fetch.apply(piece).onComplete(read -> {
            fetching = false;
            if (closed) {
                return;
            }
            if (read.failed()) {
                kept -= piece.length;
                budget.release(ByteBudget.Use.OUTWARD, piece.length);
                lost(image, read.cause());
                return;
            }
            piece.bytes = read.result();
            moved();
            pump();
        });
    }

    private void lost(Item.Image image, Throwable cause) {
        if (nextPiece > 0 || at > 0) {
            // Half an image is with the socket: no text can follow it.
            hopeless.run();
            return;
        }
        // The scanner must not wait for it: whatever follows, the close too, comes behind the text in its place.
        LOG.warn("an image can no longer be read from the log", cause);
        items.remove();
        forget(image.pieces);
        byte[] text = MrdEncoder.bytes(
                new MrdMessage.Text("ERR an image can no longer be read from the log: " + cause.getMessage()));
        count(text.length);
        items.addFirst(new Item.Message(text));
        pump();
    }

    private void release(Piece piece) {
        if (piece.bytes != null && !closed) {
            kept -= piece.length;
            budget.release(ByteBudget.Use.OUTWARD, piece.length);
        }
        piece.bytes = null;
    }

    private void count(int ofMessages) {
        messageBytes += ofMessages;
        budget.hold(ByteBudget.Use.OUTWARD, ofMessages);
    }

    private void moved() {
        movedAt = System.nanoTime();
        outward.moved(this);
    }

    /** Hands a slice of it to the socket; says whether it was the last. */
    private boolean write(byte[] bytes) {
        int slice = Math.min(budget.isOutwardRoomy() ? SLICE : LEAST_SLICE, bytes.length - at);
        Buffer written = BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, at, slice));
        at = at + slice == bytes.length ? 0 : at + slice;
        inSocket += slice;
        // The network has its copy, whatever becomes of this outbox.
        budget.hold(ByteBudget.Use.SOCKETS, slice);
        lastWrite = socket.write(written).onComplete(done -> {
            inSocket -= slice;
            budget.release(ByteBudget.Use.SOCKETS, slice);
            if (done.succeeded() && !closed) {
                moved();
                progress.run();
                pump();
            }
        });
        return at == 0;
    }
}
