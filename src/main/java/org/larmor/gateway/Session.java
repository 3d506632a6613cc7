package org.larmor.gateway;

import io.netty.buffer.ByteBuf;
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
    private final Intake intake = new Intake(this);
    private boolean aborted;
    private long received;
    private int images;
    private double lastLatencyMs = -1;
    private long progressAt = System.nanoTime();

    Session(Gateway gateway, NetSocket socket) {
        this.gateway = gateway;
        this.socket = socket;
        this.decoder = new MrdDecoder(gateway.limits(), intake);
        this.outbox = new Outbox(
                socket,
                gateway.keptImages(),
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
        try {
            for (ByteBuffer buffer : bytes.nioBuffers()) {
                decoder.feed(buffer);
            }
        } catch (MrdProtocolException e) {
            fail(e.getMessage());
        }
        gateway.balance();
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
        if (state != State.ENDED) {
            state = State.ENDED;
            aborted = true;
            if (intake.open() != null) {
                gateway.meters().ended("aborted");
            }
            abort("the connection ended without a close");
        }
        gateway.ended(this);
    }

    /** Tells the scanner what is wrong and ends the conversation. */
    private void fail(String why) {
        if (state == State.ENDED) {
            return;
        }
        aborted = true;
        LOG.warn("scan {}: {}", scan, why);
        gateway.meters().ended(intake.open() == null ? "refused" : "aborted");
        text("ERR " + why);
        abort(why);
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
        outbox.farewell(gateway::later);
        // Whatever still comes is read and dropped: closing over unread bytes would reset the connection, and the
        // scanner would never see why.
        socket.resume();
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

    /** Ends a connection on which nothing has moved for too long, unless only results are waited for. */
    void checkIdle(long idleNanos) {
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
            socket.pause();
        }
    }

    void resume() {
        socket.resume();
    }

    private int partition() {
        return Objects.requireNonNull(intake.open()).partition();
    }

    private void progressed() {
        progressAt = System.nanoTime();
    }
}
