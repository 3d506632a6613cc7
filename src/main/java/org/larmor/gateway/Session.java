package org.larmor.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ScanSummary;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scanner's connection, from its config to the close that answers its own. What is wrong with the stream is told to
 * whoever sent it, as text, before the close. Event loop only.
 */
final class Session implements Intake.Conversation, Results.Scanner {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** How long a scan that was sent whole may go without any result, whatever is being restarted. */
    private static final Duration RESULT_PATIENCE = Duration.ofMinutes(30);

    private enum State {
        /** Takes what the scanner sends. */
        TAKING,
        /** The scanner has closed; its results are still due. */
        CLOSING,
        /** The last message is on its way; nothing more is taken. */
        ENDED
    }

    private final Gateway gateway;
    private final NetSocket socket;
    private final MrdDecoder decoder;
    private final Outbox outbox;
    private final String scan = UUID.randomUUID().toString();
    private State state = State.TAKING;
    private final Intake intake;
    private final Unread unread = new Unread();
    private final long connectedAt = System.nanoTime();
    private long heardAt = connectedAt;
    /** When the message that is unfinished began, or went on after a pause of ours; and its number. */
    private long begunAt;
    private long messageNumber;
    private long heldParts;
    private long heldUnread;
    private long waitingSince;
    private boolean aborted;
    private long received;
    private int images;
    private double lastLatencyMs = -1;
    private long progressAt = System.nanoTime();

    Session(Gateway gateway, NetSocket socket) {
        this.gateway = gateway;
        this.socket = socket;
        this.intake = new Intake(this, gateway.budget());
        this.decoder = new MrdDecoder(gateway.limits(), intake, new MrdDecoder.Room() {
            @Override
            public boolean take(int bytes) {
                boolean taken = gateway.budget().take(ByteBudget.Use.MESSAGES, bytes);
                heldParts += taken ? bytes : 0;
                return taken;
            }

            @Override
            public void give(int bytes) {
                gateway.budget().release(ByteBudget.Use.MESSAGES, bytes);
                heldParts -= bytes;
            }
        });
        this.outbox = new Outbox(
                socket,
                gateway.outward(),
                piece -> gateway.fetch(partition(), piece),
                this::progressed,
                socket::close);
    }

    String scan() {
        return scan;
    }

    // ---- bytes in

    /** The log's results can no longer be followed. */
    void resultsLost(String why) {
        fail(why);
    }

    /** Takes what the socket has received; the caller releases it. */
    void received(ByteBuf bytes) {
        if (state == State.ENDED) {
            // Dropped, and no sign of life: who goes on sending must not hold the connection.
            return;
        }
        progressed();
        if (state == State.CLOSING) {
            return;
        }
        received += bytes.readableBytes();
        gateway.meters().ingested(bytes.readableBytes());
        heardAt = progressAt;
        for (ByteBuffer buffer : bytes.nioBuffers()) {
            if (unread.isEmpty()) {
                feed(buffer);
            }
            if (buffer.hasRemaining() && state == State.TAKING) {
                waitForRoom(buffer);
            }
        }
        gateway.balance();
    }

    private void feed(ByteBuffer buffer) {
        try {
            decoder.feed(buffer);
        } catch (MrdProtocolException e) {
            fail(e.getMessage(), e.forLog());
        }
        if (decoder.begun() != messageNumber) {
            messageNumber = decoder.begun();
            begunAt = heardAt;
        }
    }

    // ---- room

    /** What cannot be taken now stays here, and the socket is not read, until there is room. */
    private void waitForRoom(ByteBuffer rest) {
        if (unread.isEmpty()) {
            waitingSince = System.nanoTime();
            gateway.waits(this);
            stopReading();
        }
        unread.add(rest);
        countUnread();
    }

    /** Takes what has waited, if there is room; says whether nothing waits any more. */
    boolean goOn() {
        while (state == State.TAKING && !unread.isEmpty()) {
            ByteBuffer rest = unread.first();
            feed(rest);
            if (rest.hasRemaining() && state == State.TAKING) {
                countUnread();
                return false;
            }
            unread.removeFirst();
        }
        dropUnread();
        heardAt = System.nanoTime();
        begunAt = heardAt;
        if (state != State.TAKING || !gateway.isPaused()) {
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
            gateway.budget().hold(ByteBudget.Use.MESSAGES, bytes - heldUnread);
        } else {
            gateway.budget().release(ByteBudget.Use.MESSAGES, heldUnread - bytes);
        }
        heldUnread = bytes;
    }

    /** Since when it has waited for room, ns. */
    long waitingSince() {
        return waitingSince;
    }

    /** When the scanner was last heard of, or could be, ns. */
    long heardAt() {
        return heardAt;
    }

    /**
     * Bytes held for what the scanner has begun and not finished.
     *
     * @param withReadouts whether readouts count
     */
    long heldUnfinished(boolean withReadouts) {
        if (state != State.TAKING) {
            return 0;
        }
        ChunkCutter cutter = cutter();
        long readout = withReadouts && cutter != null ? cutter.fillingBytes() : 0;
        return heldParts + readout;
    }

    /** Bytes held for a scanner that has greeted and sends no data yet: it may wait for its patient. */
    long heldGreeting() {
        return state == State.TAKING && cutter() == null ? intake.handshake().held() : 0;
    }

    /** Others need the room of what stands still here. */
    void stalled() {
        long unfinished = heldUnfinished(true);
        fail((unfinished > 0
                        ? "nothing more has come of an unfinished message, and others need its " + unfinished
                        : "no data have come since the header, and others need its " + heldGreeting())
                + " bytes: " + gateway.budget().words());
    }

    /** There was no room for too long. */
    void noRoom() {
        fail("no room for the rest of a message for " + RoomQueue.PATIENCE.toSeconds() + " s: "
                + gateway.budget().words());
    }

    @Override
    public OpenScan opened(Handshake handshake) {
        gateway.opened(this);
        return new OpenScan(scan, handshake, gateway, outbox, this, this::logFailed);
    }

    @Override
    public void reply(byte[] message) {
        outbox.message(message);
    }

    // ---- the end of the scan

    @Override
    public void closed() {
        OpenScan scanning = intake.open();
        if (scanning == null) {
            farewell();
            return;
        }
        state = State.CLOSING;
        scanning.end();
    }

    /** The connection has ended, by whichever side. */
    void disconnected() {
        outbox.close();
        decoder.abandon();
        if (state != State.ENDED) {
            state = State.ENDED;
            aborted = true;
            if (intake.open() != null) {
                gateway.meters().ended("aborted");
            }
            abort("the connection ended without a close");
        }
        dropUnread();
        intake.handshake().release();
        if (intake.open() != null) {
            intake.open().close();
        }
        gateway.ended(this);
    }

    /** Tells the scanner what is wrong and ends the conversation. */
    private void fail(String why) {
        fail(why, why);
    }

    private void fail(String why, String forLog) {
        if (state == State.ENDED) {
            return;
        }
        aborted = true;
        LOG.warn("scan {}: {}", scan, forLog);
        gateway.meters().ended(intake.open() == null ? "refused" : "aborted");
        text("ERR " + why);
        abort(forLog);
        if (intake.open() == null) {
            intake.handshake().release();
        }
        farewell();
    }

    private void abort(String why) {
        if (intake.open() != null) {
            intake.open().abort(why);
        }
    }

    private void logFailed(String why) {
        OpenScan scanning = intake.open();
        if (scanning != null) {
            scanning.cutter().discard();
        }
        fail("the scan could not be stored: " + why);
    }

    private void farewell() {
        state = State.ENDED;
        decoder.abandon();
        dropUnread();
        outbox.farewell(gateway::later);
        // Whatever still comes is read and dropped: closing over unread bytes would reset the connection, and the
        // scanner would never see why.
        startReading();
    }

    // ---- results out

    /** Results of the open scan; null before its first data. */
    @Nullable
    Results results() {
        OpenScan scanning = intake.open();
        return scanning == null ? null : scanning.results();
    }

    @Override
    public void image(List<Piece> pieces, Hops hops) {
        if (state == State.ENDED) {
            outbox.forget(pieces);
            return;
        }
        progressed();
        outbox.image(pieces, () -> {
            long now = Micros.now();
            images++;
            lastLatencyMs = (now - hops.readout()) / 1000.0;
            gateway.meters().delivered(hops, now);
        });
    }

    @Override
    public void answered(String result) {
        gateway.meters().answered(result);
    }

    @Override
    public void text(String text) {
        if (state != State.ENDED) {
            outbox.message(MrdEncoder.bytes(new MrdMessage.Text(text)));
        }
    }

    @Override
    public void refused(String text) {
        fail(text);
    }

    @Override
    public void complete() {
        if (state == State.CLOSING) {
            gateway.meters().ended("closed");
            OpenScan scanning = intake.open();
            LOG.info("scan {} answered: {} frames", scan, scanning == null ? 0 : scanning.results().answers());
            farewell();
        }
    }

    /** The scan as people see it; null before its first data. */
    @Nullable
    ScanSummary summary() {
        OpenScan scanning = intake.open();
        if (scanning == null) {
            return null;
        }
        String shown =
                switch (state) {
                    case TAKING -> "open";
                    case CLOSING -> "closing";
                    case ENDED -> aborted ? "aborted" : "done";
                };
        return scanning.summary(shown, received, images, lastLatencyMs);
    }

    // ---- housekeeping, once a second or so

    /** Lets silent frames' chunks go. */
    void flushSilent(long beforeMicros) {
        OpenScan scanning = intake.open();
        if (scanning != null && state == State.TAKING) {
            scanning.cutter().leaveSilent(beforeMicros);
        }
    }

    /** Tells the router that the connection still stands. */
    void keepAlive() {
        OpenScan scanning = intake.open();
        if (scanning != null && state != State.ENDED) {
            scanning.keepAlive();
        }
    }

    /**
     * Ends a connection on which nothing has moved for too long, unless only results are waited for; one that does not
     * greet in time; and one that sends a message too slowly.
     */
    void checkIdle(long idleNanos) {
        long now = System.nanoTime();
        long late = GatewaySettings.MESSAGE_WITHIN.toNanos();
        if (state == State.TAKING && unread.isEmpty() && !gateway.isPaused()) {
            if (!decoder.betweenMessages() && now - begunAt > late) {
                fail("a message has not come whole within " + GatewaySettings.MESSAGE_WITHIN.toSeconds() + " s");
                return;
            }
            if (!intake.handshake().isComplete() && now - connectedAt > gateway.greetingNanos()) {
                fail("no config and header within " + gateway.greetingNanos() / 1_000_000_000L + " s");
                return;
            }
        }
        if (System.nanoTime() - progressAt < idleNanos) {
            return;
        }
        switch (state) {
            case TAKING -> fail("nothing received for "
                    + java.util.concurrent.TimeUnit.NANOSECONDS.toSeconds(idleNanos) + " s");
            case CLOSING, ENDED -> {
                if (state == State.ENDED || outbox.isBlocked()) {
                    LOG.warn("scan {}: the scanner takes nothing; connection closed", scan);
                    socket.close();
                } else if (System.nanoTime() - progressAt >= RESULT_PATIENCE.toNanos()) {
                    fail("no result for " + RESULT_PATIENCE.toMinutes() + " minutes");
                }
            }
        }
    }

    /** Chunks that could leave early. */
    @Nullable
    ChunkCutter cutter() {
        OpenScan scanning = intake.open();
        return scanning == null ? null : scanning.cutter();
    }

    void pause() {
        if (state != State.ENDED) {
            stopReading();
        }
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

    private ChannelConfig channel() {
        return ((NetSocketInternal) socket).channelHandlerContext().channel().config();
    }

    private int partition() {
        return Objects.requireNonNull(intake.open()).partition();
    }

    private void progressed() {
        progressAt = System.nanoTime();
    }
}
