package org.larmor.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.IndexEvent;
import org.larmor.mrd.wire.AcquisitionHeader;
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
final class Session implements MrdDecoder.Sink, Results.Scanner {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final long LINGER_MS = 3_000;

    /** How long a scan that was sent whole may go without any result, whatever is being restarted. */
    private static final Duration RESULT_PATIENCE = Duration.ofMinutes(30);

    private enum State {
        /** Waits for a config, then a header. */
        GREETING,
        /** Has both; takes data. */
        DATA,
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
    private State state = State.GREETING;
    private final Greeting greeting = new Greeting();
    private @Nullable OpenScan open;
    private boolean imagesIgnored;
    private boolean endSent;
    private boolean aborted;
    private long openedAt;
    private long received;
    private int images;
    private double lastLatencyMs = -1;
    private long progressAt = System.nanoTime();

    /** What exists once the scan's first data has come. */
    private record OpenScan(ScanLog log, ChunkCutter cutter, Results results, int partition) {}

    Session(Gateway gateway, NetSocket socket) {
        this.gateway = gateway;
        this.socket = socket;
        this.decoder = new MrdDecoder(gateway.limits(), this);
        this.outbox = new Outbox(
                socket,
                gateway.shelf(),
                piece -> gateway.fetch(partition(), piece),
                this::progressed,
                socket::close,
                lost -> fail("an image can no longer be read from the log: " + lost.getMessage()));
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
    public ByteBuffer place(AcquisitionHeader acquisition, int length) throws MrdProtocolException {
        return scanForData("an acquisition").cutter.place(acquisition, length);
    }

    @Override
    public void acquisition(AcquisitionHeader acquisition, int length) {
        if (open != null) {
            open.cutter.acquired(acquisition, length, Micros.now());
        }
    }

    @Override
    public void message(MrdMessage message) throws MrdProtocolException {
        switch (message) {
            case MrdMessage.ConfigFile file -> greeting.config(file.name());
            case MrdMessage.ConfigText text -> greeting.config(text.text());
            case MrdMessage.Header received -> {
                greeting.header(received.xml());
                state = State.DATA;
            }
            case MrdMessage.Text text -> greeting.parameters(text.text(), open != null);
            case MrdMessage.Close close -> closed();
            case MrdMessage.Query query -> outbox.message(MrdEncoder.bytes(
                    new MrdMessage.Response(query.correlationId(), "larmor")));
            case MrdMessage.Waveform waveform -> scanForData("a waveform")
                    .cutter
                    .other(MrdEncoder.bytes(waveform), Micros.now());
            case MrdMessage.Image image -> {
                scanForData("an image");
                if (!imagesIgnored) {
                    imagesIgnored = true;
                    text("WRN images sent to Larmor are ignored: it reconstructs from acquisitions");
                }
            }
            default -> throw new MrdProtocolException(
                    "a scanner does not send " + message.getClass().getSimpleName() + " messages");
        }
    }

    /** The open scan; its first data opens it. */
    private OpenScan scanForData(String what) throws MrdProtocolException {
        OpenScan scanning = open;
        if (scanning != null) {
            return scanning;
        }
        if (!greeting.isComplete()) {
            throw new MrdProtocolException(what + " before any header");
        }
        int partition = gateway.nextPartition();
        ScanLog log = gateway.log(scan, partition, this::logFailed);
        scanning = new OpenScan(
                log, new ChunkCutter(gateway.budget(), log::chunk), new Results(outbox, this), partition);
        open = scanning;
        gateway.opened(this);
        openedAt = Micros.now();
        log.store(
                ChunkKind.HEADER,
                null,
                0,
                greeting.xml(),
                ref -> new IndexEvent.ScanOpened(
                        scan, partition, gateway.id(), greeting.recipe(), greeting.header(), ref, openedAt));
        LOG.info("scan {} opened: {} in partition {}", scan, greeting.recipe(), partition);
        return scanning;
    }

    // ---- the end of the scan

    private void closed() {
        OpenScan scanning = open;
        if (scanning == null) {
            farewell();
            return;
        }
        state = State.CLOSING;
        endSent = true;
        scanning.cutter.leaveAll();
        scanning.log.event(new IndexEvent.ScanEnded(scan, scanning.partition, false, "", Micros.now()));
        scanning.results.count();
    }

    /** The connection has ended, by whichever side. */
    void disconnected() {
        outbox.close();
        if (state != State.ENDED) {
            state = State.ENDED;
            aborted = true;
            if (open != null) {
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
        gateway.meters().ended(open == null ? "refused" : "aborted");
        text("ERR " + why);
        abort(why);
        farewell();
    }

    private void abort(String why) {
        OpenScan scanning = open;
        if (scanning != null && !endSent) {
            endSent = true;
            scanning.cutter.discard();
            scanning.log.event(new IndexEvent.ScanEnded(scan, scanning.partition, true, why, Micros.now()));
            LOG.info("scan {} aborted: {}", scan, why);
        }
    }

    private void logFailed(String why) {
        OpenScan scanning = open;
        if (scanning != null) {
            scanning.cutter.discard();
        }
        fail("the scan could not be stored: " + why);
    }

    private void farewell() {
        state = State.ENDED;
        outbox.message(MrdEncoder.bytes(new MrdMessage.Close()));
        outbox.end(this::hangUp);
        // Whatever still comes is read and dropped: closing over unread bytes would reset the connection, and the
        // scanner would never see why.
        socket.resume();
    }

    /** Sends the end of the connection and gives the scanner a while to send its own. */
    private void hangUp() {
        if (((NetSocketInternal) socket).channelHandlerContext().channel() instanceof DuplexChannel channel) {
            var unused = channel.shutdownOutput();
        }
        gateway.later(LINGER_MS, socket::close);
    }

    // ---- results out

    /** Results of the open scan; null before its first data. */
    @Nullable
    Results results() {
        return open == null ? null : open.results;
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
            LOG.info("scan {} answered: {} frames", scan, open == null ? 0 : open.results.answers());
            farewell();
        }
    }

    /** The scan as people see it; null before its first data. */
    @Nullable
    ScanSummary summary() {
        OpenScan scanning = open;
        if (scanning == null) {
            return null;
        }
        String shown =
                switch (state) {
                    case GREETING, DATA -> "open";
                    case CLOSING -> "closing";
                    case ENDED -> aborted ? "aborted" : "done";
                };
        return new ScanSummary(
                scan, greeting.recipe().name(), shown, openedAt, received, scanning.results.answers(), images,
                lastLatencyMs);
    }

    // ---- housekeeping, once a second or so

    /** Lets silent frames' chunks go. */
    void flushSilent(long beforeMicros) {
        if (open != null && state == State.DATA) {
            open.cutter.leaveSilent(beforeMicros);
        }
    }

    /** Tells the router that the connection still stands. */
    void keepAlive() {
        if (open != null && state != State.ENDED) {
            open.log.event(new IndexEvent.ScanAlive(scan, open.partition, Micros.now()));
        }
    }

    /** Ends a connection on which nothing has moved for too long, unless only results are waited for. */
    void checkIdle(long idleNanos) {
        if (System.nanoTime() - progressAt < idleNanos) {
            return;
        }
        switch (state) {
            case GREETING, DATA -> fail("nothing received for "
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
        return open == null ? null : open.cutter;
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
        return java.util.Objects.requireNonNull(open).partition;
    }

    private void progressed() {
        progressAt = System.nanoTime();
    }
}
