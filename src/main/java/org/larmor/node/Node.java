package org.larmor.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.StatusReport;
import org.larmor.telemetry.HopLatency;
import org.larmor.telemetry.Readings;
import org.larmor.telemetry.Telemetry;
import org.larmor.web.Health;
import org.larmor.web.HttpEndpoint;
import org.larmor.web.Probes;
import org.larmor.web.Routes;
import org.larmor.web.StatusWriter;
import org.larmor.web.access.Refusals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's roles: whoever lets others in starts as soon as the log is there, and ends before all who work behind it;
 * else they end the other way round.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration READY_EVERY = Duration.ofMillis(20);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(1);

    /** From the moment that all roles listen; about twice what two cold cores take for it. */
    private static final Duration WARM_WITHIN = Duration.ofSeconds(10);

    /** For scanners to read why their scans were broken off. */
    private static final Duration FAREWELLS = Duration.ofSeconds(5);

    private final Path data;
    private final String process = processName();
    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final NodeContext context;
    private Endpoints endpoints;
    private StatusWriter status;
    private boolean closed;

    private Node(NodeConfig config, boolean warms) throws IOException {
        this.data = Files.createDirectories(config.data());
        OwnFilesOnly.in(data);
        this.context = new NodeContext(config, stop);
        context.health().warming(warms);
    }

    /** Starts a node that is ready as soon as its roles are, cold, for who does not wait for its first images. */
    public static Node start(NodeConfig config) throws Exception {
        return listening(config, false).ready();
    }

    /** The same, and it is warm. */
    public static Node startWarm(NodeConfig config) throws Exception {
        return listen(config).ready();
    }

    /** Starts a node that is not ready yet: whoever comes is served, more slowly than they will be. */
    public static Node listen(NodeConfig config) throws Exception {
        return listening(config, true);
    }

    private static Node listening(NodeConfig config, boolean warms) throws Exception {
        Node node = new Node(config, warms);
        try {
            node.start();
            return node;
        } catch (Exception e) { // what began must end, whatever the reason
            node.close();
            throw e;
        }
    }

    private Node ready() throws Exception {
        try {
            awaitReady();
            return this;
        } catch (Exception e) { // the same
            close();
            throw e;
        }
    }

    private void start() throws Exception {
        Endpoints.remove(data);
        NodeConfig config = context.config();
        config.roles().forEach(role -> role.check(config));
        if (config.kafka() != null) {
            context.connect(config.kafka());
        }
        for (Role role : config.roles()) {
            role.start(context);
        }
        for (Role.Step step : context.afterwards()) {
            step.run();
        }
        HttpEndpoint http = context.ownEntrance(
                HttpEndpoint.start(context.vertx(), config.httpHost(), config.httpPort(), routes()));
        status = context.ownEntrance(StatusWriter.start(context.kafka(), process, this::report));
        context.vertx().setPeriodic(WATCH_EVERY.toMillis(), timer -> watch());
        endpoints = new Endpoints(
                context.kafka().bootstrap(),
                context.scanners(),
                "http://" + Endpoints.address(config.httpHost(), http.port()),
                ProcessHandle.current().pid());
    }

    /**
     * Warms the node, if it is one that warms, waits until its roles are ready, and says so where others look.
     *
     * @return whether it is ready; false where it was told to stop before
     * @throws ExecutionException where a role has failed for good
     */
    public boolean awaitReady() throws ExecutionException, InterruptedException, IOException {
        Health health = context.health();
        WarmUp warmUp = WarmUp.begin(health.isWarming() ? context.warmings() : List.of(), WARM_WITHIN);
        while (!health.isReady()) {
            if (stop.isDone()) {
                stop.get();
                return false;
            }
            if (health.isWarming() && warmUp.isOver()) {
                health.warming(false);
            }
            LockSupport.parkNanos(READY_EVERY.toNanos());
        }
        status.tell();
        endpoints.write(data);
        return true;
    }

    /** What its HTTP server has, for those who look at it. */
    public List<Routes> routes() {
        Telemetry telemetry = context.telemetry();
        List<Routes> routes = new ArrayList<>(context.routes());
        routes.addFirst(new Probes(
                context.config().probesFrom(), new Refusals(telemetry.registry()), telemetry::scrape, context.health()));
        return routes;
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /** The cluster that this node works with. */
    public KafkaConnection kafka() {
        return context.kafka();
    }

    /** The latencies of the frames that this process delivers. */
    public HopLatency latency() {
        return context.telemetry().hops();
    }

    /** From now on the process ends its scans first where it is told to end. */
    public void endInOrder() {
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            if (!stop.isDone()) { // a process that has failed does not end its scans
                drain();
            }
            stop.complete(null);
            close();
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Waits until the process is told to stop, or a role has failed for good. */
    public void awaitStop() throws InterruptedException, ExecutionException {
        stop.get();
    }

    /** Takes nothing new, and gives what is in progress the time that the configuration states. */
    private void drain() {
        Duration patience = context.config().drainTimeout();
        LOG.info("Told to end: no new scan is taken, and those in progress have {} s", patience.toSeconds());
        try {
            context.drain().get(patience.plus(FAREWELLS).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("What was in progress has not ended: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A role that has failed for good ends the process: another one can take its place. */
    private void watch() {
        List<String> failed = context.health().failed();
        if (!failed.isEmpty()) {
            context.failed(new RoleFailedException(
                    "the " + String.join(" and the ", failed) + " failed for good; the log says why"));
        }
    }

    private StatusReport report() {
        return context.report(new StatusReport(process, Micros.now(), context.health().states(), Readings.of(context.telemetry().registry()), null, null));
    }

    /** A name that no other process has now. */
    private static String processName() {
        long pid = ProcessHandle.current().pid();
        try {
            return InetAddress.getLocalHost().getHostName() + "/" + pid;
        } catch (UnknownHostException e) {
            return "localhost/" + pid;
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Endpoints.remove(data);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", data, e.getMessage());
        }
        context.close();
    }
}
