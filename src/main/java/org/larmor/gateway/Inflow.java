package org.larmor.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.mrd.wire.MrdProtocolException;

/**
 * What comes from one socket: it is decoded as far as there is room for it; the rest waits here, and the socket is not
 * read, until there is. Event loop only.
 */
final class Inflow {
    /** Whose socket it is. */
    interface Receiver {
        /** Whether what comes is still taken. */
        boolean isTaking();

        /** The stream is wrong, or beyond its limits. */
        void broken(MrdProtocolException why);

        /** What has come cannot go on without room. */
        void waitsForRoom();

        /** Whether all sockets wait until the log has taken more. */
        boolean isPaused();
    }

    private final NetSocket socket;
    private final Receiver receiver;
    private final ByteBudget budget;
    private final MrdDecoder decoder;
    private final Unread unread = new Unread();
    private long heardAt = System.nanoTime();
    /** When the message that is unfinished began, or went on after a pause of ours; and its number. */
    private long begunAt;
    private long messageNumber;
    private long heldParts;
    private long heldUnread;
    private long waitingSince;

    Inflow(NetSocket socket, MrdLimits limits, MrdDecoder.Sink sink, ByteBudget budget, Receiver receiver) {
        this.socket = socket;
        this.receiver = receiver;
        this.budget = budget;
        this.decoder = new MrdDecoder(limits, sink, new MrdDecoder.Room() {
            @Override
            public boolean take(int bytes) {
                boolean taken = budget.take(ByteBudget.Use.MESSAGES, bytes);
                heldParts += taken ? bytes : 0;
                return taken;
            }

            @Override
            public void give(int bytes) {
                budget.release(ByteBudget.Use.MESSAGES, bytes);
                heldParts -= bytes;
            }
        });
    }

    /** Takes what the socket has received; the caller releases it. */
    void received(ByteBuf bytes) {
        heardAt = System.nanoTime();
        for (ByteBuffer buffer : bytes.nioBuffers()) {
            if (unread.isEmpty()) {
                feed(buffer);
            }
            if (buffer.hasRemaining() && receiver.isTaking()) {
                waitForRoom(buffer);
            }
        }
    }

    private void feed(ByteBuffer buffer) {
        try {
            decoder.feed(buffer);
        } catch (MrdProtocolException e) {
            receiver.broken(e);
        }
        if (decoder.begun() != messageNumber) {
            messageNumber = decoder.begun();
            begunAt = heardAt;
        }
    }

    private void waitForRoom(ByteBuffer rest) {
        if (unread.isEmpty()) {
            waitingSince = System.nanoTime();
            receiver.waitsForRoom();
            stopReading();
        }
        unread.add(rest);
        countUnread();
    }

    /** Takes what has waited, if there is room; says whether nothing waits any more. */
    boolean goOn() {
        while (receiver.isTaking() && !unread.isEmpty()) {
            ByteBuffer rest = unread.first();
            feed(rest);
            if (rest.hasRemaining() && receiver.isTaking()) {
                countUnread();
                return false;
            }
            unread.removeFirst();
        }
        dropUnread();
        heardAt = System.nanoTime();
        begunAt = heardAt;
        if (!receiver.isTaking() || !receiver.isPaused()) {
            startReading();
        }
        return true;
    }

    private void dropUnread() {
        unread.clear();
        countUnread();
    }

    private void countUnread() {
        long bytes = unread.bytes();
        if (bytes > heldUnread) {
            budget.hold(ByteBudget.Use.MESSAGES, bytes - heldUnread);
        } else {
            budget.release(ByteBudget.Use.MESSAGES, heldUnread - bytes);
        }
        heldUnread = bytes;
    }

    /** Nothing more is taken: what is unfinished is forgotten. */
    void end() {
        decoder.abandon();
        dropUnread();
    }

    /** Since when it has waited for room, ns. */
    long waitingSince() {
        return waitingSince;
    }

    /** When the scanner was last heard of, or could be, ns. */
    long heardAt() {
        return heardAt;
    }

    /** Bytes held for a message, not a readout, that is unfinished. */
    long heldParts() {
        return heldParts;
    }

    /** Whether it is the scanner, and not the gateway, that lets it wait. */
    boolean isScannersTurn() {
        return unread.isEmpty() && !receiver.isPaused();
    }

    /** For how long the scanner has been sending the message that is unfinished, ns; 0 between two. */
    long unfinishedFor(long now) {
        return decoder.betweenMessages() ? 0 : now - begunAt;
    }

    void pause() {
        stopReading();
    }

    /** Reads go on after a pause that was not the scanner's doing. */
    void resume() {
        heardAt = System.nanoTime();
        begunAt = heardAt;
        if (unread.isEmpty()) {
            startReading();
        }
    }

    /** The channel itself stops too: a stream that is only paused lets a read go on, and queues up to 1 MiB of it. */
    private void stopReading() {
        socket.pause();
        channel().setAutoRead(false);
    }

    private void startReading() {
        channel().setAutoRead(true);
        socket.resume();
    }

    /** Whatever still comes is read, for its receiver to drop. */
    void readOn() {
        startReading();
    }

    private ChannelConfig channel() {
        return ((NetSocketInternal) socket).channelHandlerContext().channel().config();
    }
}
