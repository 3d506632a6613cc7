package org.larmor.cli;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.StatusReport;
import org.larmor.bus.record.StatusReport.GatewayStatus;
import org.larmor.bus.record.StatusReport.Latency;
import org.larmor.gateway.Gateway;
import org.larmor.gateway.GatewaySettings;
import org.larmor.infer.LearnedReconstructor;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelLibrary;
import org.larmor.recon.classic.ClassicalReconstructor;
import org.larmor.router.BacklogMonitor;
import org.larmor.router.Router;
import org.larmor.router.RouterPolicy;
import org.larmor.telemetry.Hop;
import org.larmor.telemetry.HopLatency;
import org.larmor.telemetry.HopRun;
import org.larmor.telemetry.Percentiles;
import org.larmor.telemetry.Telemetry;
import org.larmor.web.Health;
import org.larmor.web.HttpEndpoint;
import org.larmor.web.StatusBoard;
import org.larmor.web.StatusWriter;
import org.larmor.worker.Worker;
import org.larmor.worker.WorkerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's roles, started in the order in which data meets them and closed the other way round. It owns all of
 * them.
 */
final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration READY_EVERY = Duration.ofMillis(20);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(1);
    private static final Duration BACKLOG_EVERY = Duration.ofSeconds(5);

    private final Path data;
    private final String process = processName();
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final Health health = new Health();
    private Endpoints endpoints;
    private @Nullable Gateway gateway;
    private HopLatency latency;
    private HopRun run;
    private boolean closed;

    private Node(Path data) {
        this.data = data;
    }

    /** Ready when it returns. */
    static Node start(NodeOptions options) throws Exception {
        Node node = new Node(Files.createDirectories(options.data()));
        try {
            node.startRoles(options);
            return node;
        } catch (Exception e) { // what began must end, whatever the reason
            node.close();
            throw e;
        }
    }

    private void startRoles(NodeOptions options) throws Exception {
        Endpoints.remove(data);
        Telemetry telemetry = own(new Telemetry());
        latency = telemetry.hops();
        run = own(latency.startRun());
        String kafka = options.kafka();
        if (options.roles().contains(Role.BROKER)) {
            EmbeddedBroker broker = own(EmbeddedBroker.start(data, options.kafkaPort()));
            var unused = broker.failure().thenAccept(stop::completeExceptionally);
            BooleanSupplier runs = () -> !broker.failure().toCompletableFuture().isDone();
            health.check("broker", runs, runs);
            kafka = broker.bootstrap();
        }
        try (TopicAdmin admin = TopicAdmin.connect(kafka)) {
            admin.apply();
            admin.configureShareGroups(options.jobLock());
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        own(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
        ModelLibrary library = ModelLibrary.open(data.resolve("models"));
        if (options.roles().contains(Role.ROUTER)) {
            Router router = own(Router.start(
                    kafka,
                    data.resolve("router"),
                    RouterPolicy.DEFAULT.withFrameTimeout(options.frameTimeout()),
                    domain -> library.champion(domain).map(ModelLibrary.Entry::facts),
                    own(BacklogMonitor.start(kafka, BACKLOG_EVERY))));
            own(telemetry.bind(router.streams()));
            health.check("router", router::ready, router::alive);
        }
        if (options.roles().contains(Role.WORKER)) {
            LoadedModels models = own(new LoadedModels(library));
            Semaphore computing = new Semaphore(options.workers(), true);
            Worker classic = own(new Worker(
                    WorkerSettings.classic(kafka, options.workers()),
                    ClassicalReconstructor::new,
                    telemetry,
                    computing));
            WorkerSettings batches = WorkerSettings.learned(kafka, options.workers());
            Worker learned = own(new Worker(
                    batches, () -> new LearnedReconstructor(models, batches.batch()), telemetry, computing));
            health.check(
                    "worker",
                    () -> classic.ready() && learned.ready(),
                    () -> classic.alive() && learned.alive());
        }
        if (options.roles().contains(Role.GATEWAY)) {
            Gateway started = own(Gateway.start(
                    new GatewaySettings(
                            kafka, options.mrdPort(), options.idleTimeout(), GatewaySettings.DEFAULT_BYTE_BOUND),
                    vertx,
                    telemetry));
            gateway = started;
            health.check("gateway", started::isAlive, started::isAlive);
        }
        StatusBoard board = gateway == null ? null : own(StatusBoard.start(kafka));
        HttpEndpoint http = own(HttpEndpoint.start(
                vertx, options.httpPort(), telemetry::scrape, health, board == null ? null : board::json));
        own(StatusWriter.start(kafka, process, this::report));
        vertx.setPeriodic(WATCH_EVERY.toMillis(), timer -> watch());
        while (!health.isReady()) {
            if (stop.isDone()) {
                stop.get();
            }
            LockSupport.parkNanos(READY_EVERY.toNanos());
        }
        endpoints = new Endpoints(
                kafka,
                gateway == null ? null : "127.0.0.1:" + gateway.port(),
                "http://127.0.0.1:" + http.port(),
                ProcessHandle.current().pid());
        endpoints.write(data);
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /** Of the frames that this process delivers. */
    HopLatency latency() {
        return latency;
    }

    /** Waits until the process is told to stop, or a role has failed for good. */
    void awaitStop() throws InterruptedException, ExecutionException {
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            stop.complete(null);
            close();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        stop.get();
    }

    /** A role that has failed for good ends the process: another one can take its place. */
    private void watch() {
        List<String> failed = health.failed();
        if (!failed.isEmpty()) {
            stop.completeExceptionally(new RoleFailedException(
                    "the " + String.join(" and the ", failed) + " failed for good; the log says why"));
        }
    }

    private StatusReport report() {
        return new StatusReport(process, Micros.now(), health.states(), gateway == null ? null : status(gateway));
    }

    private GatewayStatus status(Gateway serving) {
        List<Latency> hops = new ArrayList<>();
        for (Hop hop : Hop.values()) {
            Percentiles of = run.of(hop);
            hops.add(new Latency(hop.label(), of.count(), of.at(0.5) / 1000.0, of.at(0.99) / 1000.0));
        }
        return new GatewayStatus(
                serving.ingestedBytes(), serving.imagesDelivered(), serving.bufferedBytes(), hops, serving.scans());
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

    private <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
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
        while (!owned.isEmpty()) {
            AutoCloseable resource = owned.pop();
            try {
                resource.close();
            } catch (Exception e) {
                // One role's trouble must not keep the others from closing.
                LOG.warn("{} did not close cleanly: {}", resource.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
