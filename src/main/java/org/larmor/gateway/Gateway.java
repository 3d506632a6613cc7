package org.larmor.gateway;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ScanSummary;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.telemetry.OutOfMemory;
import org.larmor.telemetry.Telemetry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MRD server. Owns its sockets, its producers, and the threads that read results; one event loop owns the sessions.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    /** An acquisition and a header must each fit into one record of the log; images are received and dropped. */
    static final MrdLimits LIMITS =
            new MrdLimits(1 << 20, 4 << 20, 1 << 20, 7 << 20, 4 << 20, 4 << 20, 1 << 20);

    private static final long SILENCE_MS = 250;
    private static final long HOUSEKEEPING_MS = 500;
    private static final long KEEP_ALIVE_MS = 5_000;
    private static final long START_SECONDS = 60;
    private static final String SHUTTING_DOWN = "this gateway is shutting down and takes no new scan; connect again";

    /** The event loop has not come to its housekeeping for so long: it will not again. */
    private static final Duration HANGS = Duration.ofSeconds(30);

    private final GatewaySettings settings;
    private final Vertx vertx;
    private final ByteBudget budget;
    private final Outward outward;
    private final Doorkeeper doors;
    private final ClockSkew skew = new ClockSkew();
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final GatewayMeters meters;
    private final Backpressure backpressure;
    private final GatewayClients clients;
    private final ScanLog.Queues queues;
    private final ScanNotes notes;
    private final ScanHome home;
    private final Server server = new Server();
    private ResultFeed feed;
    private PieceFetcher fetcher;
    private int nextPartition;
    private final RecentScans recent = new RecentScans();
    private volatile List<ScanSummary> scans = List.of();
    private volatile long buffered;
    private volatile long turnedAt = System.nanoTime();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private boolean draining;

    private Gateway(GatewaySettings settings, Vertx vertx, Telemetry telemetry) {
        this.settings = settings;
        this.vertx = vertx;
        this.budget = new ByteBudget(settings.byteBound());
        this.outward = new Outward(budget, (millis, work) -> later(millis, work));
        this.doors = new Doorkeeper(settings.doors(), (millis, work) -> later(millis, work));
        this.meters = new GatewayMeters(telemetry.registry(), telemetry.hops(), budget, skew, sessions);
        this.backpressure = new Backpressure(budget, sessions);
        this.clients = new GatewayClients(settings, telemetry);
        this.queues = clients.queues((millis, work) -> vertx.setTimer(millis, timer -> work.run()));
        this.notes = new ScanNotes(clients.events()::send);
        this.home = new ScanHome(
                UUID.randomUUID().toString(), settings.policy(), settings.siteKey(), this::nextPartition, budget, this::log);
        this.nextPartition = ThreadLocalRandom.current().nextInt(clients.partitions());
    }

    /** Starts; listens when it returns. Blocks, so never on an event loop. */
    public static Gateway start(GatewaySettings settings, Vertx vertx, Telemetry telemetry)
            throws InterruptedException, GatewayException {
        Gateway gateway = new Gateway(settings, vertx, telemetry);
        try {
            gateway.vertx
                    .deployVerticle(gateway.server)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
            return gateway;
        } catch (ExecutionException e) {
            gateway.close();
            throw new GatewayException(
                    "cannot listen for scanners at " + settings.mrdHost() + ":" + settings.mrdPort() + ": " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            gateway.close();
            throw new GatewayException("the gateway did not start within " + START_SECONDS + " s", e);
        }
    }

    /** Whether scanners are answered: false where results can no longer be followed, or the event loop hangs. */
    public boolean isAlive() {
        return feed.isAlive() && System.nanoTime() - turnedAt < HANGS.toNanos();
    }

    /** The open scans and the last few that ended, newest first; at most half a second old. */
    public List<ScanSummary> scans() {
        return scans;
    }

    /** Bytes that connections make it hold; at most half a second old. */
    public long bufferedBytes() {
        return buffered;
    }

    /** Since the start. */
    public long ingestedBytes() {
        return (long) meters.ingestedBytes();
    }

    /** Since the start. */
    public long imagesDelivered() {
        return (long) meters.imagesDelivered();
    }

    /** The port scanners connect to. */
    public int port() {
        return server.net.actualPort();
    }

    /** Owns the sessions, on one event loop. */
    private final class Server extends VerticleBase {
        private NetServer net;
        private volatile Context loop;

        @Override
        public Future<?> start() {
            loop = context;
            net = vertx.createNetServer(new NetServerOptions()
                            .setHost(settings.mrdHost())
                            .setPort(settings.mrdPort())
                            .setTcpNoDelay(true)
                            .setTcpKeepAlive(true)
                            .setReuseAddress(true))
                    .connectHandler(Gateway.this::connected);
            vertx.setPeriodic(SILENCE_MS, timer -> flushSilent());
            vertx.setPeriodic(KEEP_ALIVE_MS, timer -> List.copyOf(sessions).forEach(Session::keepAlive));
            vertx.setPeriodic(HOUSEKEEPING_MS, timer -> {
                List.copyOf(sessions).forEach(session -> session.checkIdle(settings.idleTimeout().toNanos()));
                summarize();
            });
            return vertx.<Void>executeBlocking(() -> {
                        feed = new ResultFeed(clients.consumer(Map.of()), loop);
                        fetcher = new PieceFetcher(clients.consumer(Map.of("max.poll.records", 1)), loop);
                        return null;
                    })
                    .compose(nothing -> net.listen());
        }

        @Override
        public Future<?> stop() {
            return net.close();
        }
    }

    private void connected(NetSocket socket) {
        if (!doors.enters(socket)) {
            return;
        }
        Session session = new Session(this, socket);
        sessions.add(session);
        socket.exceptionHandler(e -> {
            OutOfMemory.endIfMeantBy(e);
            LOG.debug("connection of scan {}: {}", session.scan(), e.toString());
        });
        socket.closeHandler(nothing -> {
            doors.left(socket);
            session.disconnected();
        });
        // Raw messages spare the copy that Vert.x makes of each read for handlers of buffers.
        ((NetSocketInternal) socket).messageHandler(message -> {
            ByteBuf bytes = (ByteBuf) message;
            try {
                session.received(bytes);
            } finally {
                bytes.release();
            }
        });
        if (backpressure.isOn()) {
            session.pause();
        }
    }

    private void flushSilent() {
        long before = Micros.now() - SILENCE_MS * 1_000;
        List.copyOf(sessions).forEach(session -> session.flushSilent(before));
        balance();
        backpressure.makeRoom();
    }

    private void summarize() {
        scans = recent.with(sessions);
        meters.incoming(sessions.stream()
                .map(Session::cutter)
                .filter(Objects::nonNull)
                .mapToInt(ChunkCutter::openFrames)
                .sum());
        buffered = budget.total();
        turnedAt = System.nanoTime();
    }

    // ---- what sessions need of it

    void balance() {
        backpressure.balance();
    }

    /** A message of that session cannot go on without room. */
    void waits(Session session) {
        backpressure.waits(session);
    }

    /** Whether sockets wait until the log has taken more. */
    boolean isPaused() {
        return backpressure.isOn();
    }

    long greetingNanos() {
        return settings.doors().greeting().toNanos();
    }

    MrdLimits limits() {
        return LIMITS;
    }

    ByteBudget budget() {
        return budget;
    }

    Outward outward() {
        return outward;
    }

    GatewayMeters meters() {
        return meters;
    }

    ScanNotes notes() {
        return notes;
    }

    /** What each scan has of it. */
    ScanHome home() {
        return home;
    }

    private int nextPartition() {
        nextPartition = (nextPartition + 1) % clients.partitions();
        return nextPartition;
    }

    private ScanLog log(String scan, int partition, Consumer<String> failed) {
        Context loop = vertx.getOrCreateContext();
        return new ScanLog(
                scan, partition, queues, work -> loop.runOnContext(nothing -> work.run()), budget, skew, settings.handOver(), this::stored, failed);
    }

    private void stored() {
        meters.stored();
        balance();
    }

    Future<byte[]> fetch(int partition, Piece piece) {
        return fetcher.fetch(partition, piece);
    }

    /** Runs something on the event loop after so many ms. */
    void later(long millis, Runnable what) {
        vertx.setTimer(millis, timer -> what.run());
    }

    void opened(Session session) {
        feed.add(session);
    }

    void ended(Session session) {
        sessions.remove(session);
        backpressure.gone(session);
        feed.remove(session);
        ScanSummary summary = session.summary();
        if (summary != null) {
            recent.ended(summary);
            notes.ended(summary);
        }
        balance();
        checkDrained();
    }

    /**
     * Takes no new scan from now on, and tells so whoever comes; scans in progress go on to their end.
     *
     * @param patience with them; what is left then is broken off with a text
     * @return completes when the last connection has ended
     */
    public CompletableFuture<Void> drain(Duration patience) {
        server.loop.runOnContext(nothing -> {
            draining = true;
            doors.shut(SHUTTING_DOWN);
            List.copyOf(sessions).stream()
                    .filter(session -> !session.isScanning())
                    .forEach(session -> session.breakOff(SHUTTING_DOWN));
            later(patience.toMillis(), () -> List.copyOf(sessions)
                    .forEach(session -> session.breakOff(
                            "this gateway is shutting down, and the scan has not ended within " + patience.toSeconds() + " s")));
            checkDrained();
        });
        return drained;
    }

    private void checkDrained() {
        if (draining && sessions.isEmpty()) {
            drained.complete(null);
        }
    }

    /** Stops listening and closes every connection; scans still open end as aborted. */
    @Override
    public void close() {
        if (server.net != null) {
            try {
                vertx.undeploy(server.deploymentID())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("the MRD server did not close cleanly: {}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        clients.unbind();
        if (feed != null) {
            feed.close();
        }
        if (fetcher != null) {
            fetcher.close();
        }
        clients.close(this::settle);
    }

    /** Until the event loop has done what it was given so far. */
    private void settle() {
        Context loop = server.loop;
        if (loop == null) {
            return;
        }
        CompletableFuture<Void> settled = new CompletableFuture<>();
        loop.runOnContext(nothing -> settled.complete(null));
        try {
            settled.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the event loop did not settle: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
