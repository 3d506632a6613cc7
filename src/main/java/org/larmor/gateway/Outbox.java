package org.larmor.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Future;
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
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** Bytes of images kept for one socket. */
    static final long KEPT = 4L << 20;

    /** Bytes of images kept for all sockets together. */
    static final long KEPT_IN_ALL = 32L << 20;

    /** Counts the bytes of images that all outboxes of a gateway keep together. */
    static final class KeptImages {
        private long bytes;
    }

    /** Bytes of other messages that may wait for one socket. */
    private static final long MESSAGES = 1 << 20;

    /** Bytes handed to the socket and not yet taken by the network. */
    private static final int SOCKET_QUEUE = 1 << 20;

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
    private final KeptImages inAll;
    private final Fetch fetch;
    private final Runnable progress;
    private final Runnable hopeless;
    private final Deque<Item> items = new ArrayDeque<>();
    private long kept;
    private long messageBytes;
    private int nextPiece;
    private Future<Void> lastWrite = Future.succeededFuture();
    private boolean fetching;
    private boolean closed;

    /**
     * @param inAll counts what all outboxes keep
     * @param progress runs whenever the network has taken something
     * @param hopeless ends the connection where the conversation cannot go on: in the middle of an image that is lost, or
     *     with more messages waiting than any scanner causes
     */
    Outbox(
            NetSocket socket,
            KeptImages inAll,
            Fetch fetch,
            Runnable progress,
            Runnable hopeless) {
        this.socket = socket;
        this.inAll = inAll;
        this.fetch = fetch;
        this.progress = progress;
        this.hopeless = hopeless;
        socket.setWriteQueueMaxSize(SOCKET_QUEUE);
        socket.drainHandler(nothing -> {
            progress.run();
            pump();
        });
    }

    /** A piece that has just been read: with its bytes if there is room to keep them. */
    Piece keep(long offset, byte[] bytes) {
        if (kept + bytes.length > KEPT || inAll.bytes + bytes.length > KEPT_IN_ALL) {
            return new Piece(offset, bytes.length, null);
        }
        kept += bytes.length;
        inAll.bytes += bytes.length;
        return new Piece(offset, bytes.length, bytes);
    }

    /** Forgets pieces that will not be sent. */
    void forget(List<Piece> pieces) {
        for (Piece piece : pieces) {
            release(piece);
        }
    }

    /** A message as on the wire. */
    void message(byte[] message) {
        messageBytes += message.length;
        if (messageBytes > MESSAGES) {
            hopeless.run();
            return;
        }
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
        closed = true;
        inAll.bytes -= kept;
        kept = 0;
        items.clear();
    }

    private void pump() {
        while (!closed && !fetching && !items.isEmpty() && !socket.writeQueueFull()) {
            switch (items.peek()) {
                case Item.Message message -> {
                    messageBytes -= message.bytes.length;
                    write(message.bytes);
                    items.remove();
                }
                case Item.Image image -> image(image);
                case Item.End end -> {
                    items.remove();
                    lastWrite.onComplete(written -> end.ended.run());
                }
            }
        }
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
            nextPiece++;
            release(piece);
            write(bytes);
            return;
        }
        fetching = true;
        fetch.apply(piece).onComplete(read -> {
            fetching = false;
            if (closed) {
                return;
            }
            if (read.failed()) {
                lost(image, read.cause());
                return;
            }
            nextPiece++;
            write(read.result());
            pump();
        });
    }

    private void lost(Item.Image image, Throwable cause) {
        if (nextPiece > 0) {
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
        messageBytes += text.length;
        items.addFirst(new Item.Message(text));
        pump();
    }

    private void release(Piece piece) {
        if (piece.bytes != null && !closed) {
            kept -= piece.length;
            inAll.bytes -= piece.length;
            piece.bytes = null;
        }
    }

    private void write(byte[] bytes) {
        lastWrite = socket.write(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes)))
                .onSuccess(nothing -> progress.run());
    }
}
