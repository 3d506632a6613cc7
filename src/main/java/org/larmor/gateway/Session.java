package org.larmor.gateway;

import io.netty.buffer.ByteBuf;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ResultEvent;
import org.larmor.bus.record.ScanSummary;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scanner's connection, from its config to the close that answers its own. What is wrong with the stream is told to
 * whoever sent it, as text, before the close. Event loop only.
 */
final class Session implements Intake.Conversation, Inflow.Receiver, Results.Scanner {
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
    private final Outbox outbox;
    private final String scan = UUID.randomUUID().toString();
    private State state = State.TAKING;
    private final Intake intake;
    private final Inflow inflow;
    private final long connectedAt = System.nanoTime();
    private boolean aborted;
    private long received;
    private int images;
    private double lastLatencyMs = -1;
    private long progressAt = System.nanoTime();

    Session(Gateway gateway, NetSocket socket) {
        this.gateway = gateway;
        this.socket = socket;
        this.intake = new Intake(this, gateway.budget());
        this.inflow = new Inflow(socket, gateway.limits(), intake, gateway.budget(), this);
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

    /** The gateway cannot go on with it: results are lost, or the process ends. */
    void breakOff(String why) {
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
        inflow.received(bytes);
        gateway.balance();
    }

    @Override
    public boolean isTaking() {
        return state == State.TAKING;
    }

    @Override
    public void broken(MrdProtocolException why) {
        fail(why.getMessage(), why.forLog());
    }

    @Override
    public void readout() {
        gateway.meters().readout();
    }

    // ---- room

    @Override
    public void waitsForRoom() {
        gateway.waits(this);
    }

    @Override
    public boolean isPaused() {
        return gateway.isPaused();
    }

    Inflow inflow() {
        return inflow;
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
        return inflow.heldParts() + readout;
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
        OpenScan open = new OpenScan(scan, handshake, gateway.home(), outbox, this, this::logFailed);
        LOG.info("scan {} opened: {} in partition {}", scan, handshake.recipe(), open.partition());
        return open;
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
                gateway.meters().ended(ScanEnd.ABORTED);
            }
            abort("the connection ended without a close");
        }
        inflow.end();
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
        fail(why, forLog, intake.open() == null ? ScanEnd.REFUSED : ScanEnd.ABORTED);
    }

    private void fail(String why, String forLog, ScanEnd end) {
        if (state == State.ENDED) {
            return;
        }
        aborted = true;
        LOG.warn("scan {}: {}", scan, forLog);
        gateway.meters().ended(end);
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
        inflow.end();
        outbox.farewell(gateway::later);
        // Whatever still comes is read and dropped: closing over unread bytes would reset the connection, and the
        // scanner would never see why.
        inflow.readOn();
    }

    /** Whether it has come to any data. */
    boolean isScanning() {
        return intake.open() != null;
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
    public void answered(ResultEvent.Terminal answer, List<List<Piece>> answered) {
        gateway.meters().answered(FrameResult.of(answer));
        gateway.notes().answered(partition(), answer, answered);
        answered.stream()
                .map(pieces -> pieces.getFirst().label)
                .filter(Objects::nonNull)
                .forEach(label -> label.marks().forEach(gateway.meters()::marked));
    }

    @Override
    public void text(String text) {
        if (state != State.ENDED) {
            outbox.message(MrdEncoder.bytes(new MrdMessage.Text(text)));
        }
    }

    @Override
    public void refused(String text) {
        fail(text, text, ScanEnd.REFUSED);
    }

    @Override
    public void complete() {
        if (state == State.CLOSING) {
            gateway.meters().ended(ScanEnd.CLOSED);
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
        if (state == State.TAKING && inflow.isScannersTurn()) {
            if (inflow.unfinishedFor(now) > late) {
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
            inflow.pause();
        }
    }

    private int partition() {
        return Objects.requireNonNull(intake.open()).partition();
    }

    private void progressed() {
        progressAt = System.nanoTime();
    }
}
