package org.larmor.node;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.policy.SitePolicy;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.AccessToken;
import org.larmor.bus.BusException;
import org.larmor.bus.ChunkSink;
import org.larmor.bus.DiskPlan;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.SiteKey;
import org.larmor.bus.SiteRecord;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.bus.Topics;
import org.larmor.bus.record.StatusReport;
import org.larmor.telemetry.MeterNames;
import org.larmor.telemetry.OutOfMemory;
import org.larmor.telemetry.Telemetry;
import org.larmor.web.Health;
import org.larmor.web.Routes;
import org.larmor.web.access.Access;
import org.larmor.web.access.ListeningAddress;
import org.larmor.web.access.SessionRoutes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node's roles start from, and where they register what they have. The context owns what was given to it and
 * closes it the other way round, what others reach the node by before all else. Roles use it on the thread that starts
 * them; only {@link #failed} and {@link #handOver()} are for any thread.
 */
public final class NodeContext implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeContext.class);

    private final NodeConfig config;
    private final Owned owned = new Owned();
    private final Health health = new Health();
    private final List<Routes> routes = new ArrayList<>();
    private final List<UnaryOperator<StatusReport>> statuses = new ArrayList<>();
    private final List<Function<Duration, CompletableFuture<Void>>> drains = new ArrayList<>();
    private final List<Supplier<Map<String, CompletableFuture<Void>>>> warmings = new ArrayList<>();
    private final List<Role.Step> afterwards = new ArrayList<>();
    private final CompletableFuture<Void> stop;
    private final Telemetry telemetry;
    private final Vertx vertx;
    private @Nullable KafkaConnection kafka;
    private @Nullable SiteKey siteKey;
    private @Nullable ModelRegistry models;
    private @Nullable SitePolicy policy;
    private @Nullable Access access;
    private @Nullable String scanners;
    private volatile ChunkSink handOver = ChunkSink.NONE;

    /** @param stop is completed exceptionally where the process cannot go on */
    NodeContext(NodeConfig config, CompletableFuture<Void> stop) {
        this.config = config;
        this.stop = stop;
        this.telemetry = own(new Telemetry());
        this.vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        vertx.exceptionHandler(e -> {
            OutOfMemory.endIfMeantBy(e);
            LOG.error("an event loop's handler failed", e);
        });
        own(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
    }

    // ---- what roles start from

    public NodeConfig config() {
        return config;
    }

    public Telemetry telemetry() {
        return telemetry;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** The cluster that this node works with; its topics and share groups are there. */
    public KafkaConnection kafka() {
        if (kafka == null) {
            throw new IllegalStateException("no Kafka yet");
        }
        return kafka;
    }

    /**
     * The site's key, which is the one that its other processes have.
     *
     * @throws IOException where it is not, or cannot be read
     */
    public SiteKey siteKey() throws IOException {
        if (siteKey == null) {
            SiteKey own = config.siteKey().startsWith(config.data())
                    ? SiteKey.readOrMake(config.siteKey())
                    : SiteKey.read(config.siteKey());
            if (!SiteRecord.isOf(kafka(), own)) {
                throw new IOException(config.siteKey() + " is not this site's key, which its other processes have:"
                        + " --site-key names a copy of theirs");
            }
            siteKey = own;
        }
        return siteKey;
    }

    /** The site's models, as they come and go. */
    public ModelRegistry models() throws IOException {
        if (models == null) {
            models = own(ModelRegistry.follow(kafka()));
        }
        return models;
    }

    /** What the site may learn from, as it changes. */
    public SitePolicy policy() {
        if (policy == null) {
            policy = own(SitePolicy.follow(kafka()));
        }
        return policy;
    }

    /**
     * Who may ask the process's HTTP server for what. Where a role has asked for it, people can sign in, and what is under
     * {@code /api} takes a viewer at least, whichever role's it is.
     *
     * @throws IOException where the folder's own token cannot be read or made
     */
    public Access access() throws IOException {
        if (access == null) {
            access = Access.of(
                    own(LogTable.follow(kafka(), Topics.TOKENS)),
                    AccessToken.readOrMake(config.data().resolve(NodeConfig.OWN_TOKEN)),
                    siteKey(),
                    new ListeningAddress(config.httpHost()),
                    telemetry.registry());
            routes.addFirst(new SessionRoutes(access)::addTo);
        }
        return access;
    }

    // ---- what roles register

    /** Takes over what is to be closed when the node is. */
    public <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    /** Takes over what others reach the node by: it is closed before all that works behind it, whenever that was started. */
    public <T extends AutoCloseable> T ownEntrance(T entrance) {
        owned.addEntrance(entrance);
        return entrance;
    }

    /** Adds a part of a role's start that nobody who scans waits for: it is done when every role has started. */
    void afterwards(Role.Step step) {
        afterwards.add(step);
    }

    /** Adds a role's checks as {@link Health#check} takes them; they must answer at once. */
    public void health(String role, BooleanSupplier ready, BooleanSupplier live) {
        health.check(role, ready, live);
        Gauge.builder(MeterNames.ROLE_READY, ready, is -> is.getAsBoolean() ? 1 : 0)
                .description("1 where a role of this process is ready")
                .tag("role", role)
                .register(telemetry.registry());
    }

    /** Adds what a role has to say in the process's status; it is asked once a second. */
    public void status(UnaryOperator<StatusReport> part) {
        statuses.add(part);
    }

    /** Adds pages to the process's HTTP server. */
    public void routes(Routes more) {
        routes.add(more);
    }

    /**
     * Adds what a role does before the process ends: it takes nothing new, and completes when it has done what it had, for
     * which it is given so long.
     */
    public void drain(Function<Duration, CompletableFuture<Void>> drain) {
        drains.add(drain);
    }

    /**
     * Adds what a role does when all roles listen, before the process says that it is ready: it begins parts, by names for
     * the log, and says when each is done. What fails or is late keeps nothing from being ready.
     */
    public void warm(Supplier<Map<String, CompletableFuture<Void>>> parts) {
        warmings.add(parts);
    }

    /** Takes over from a gateway in this process what it stores from now on. */
    public void handOver(ChunkSink sink) {
        handOver = sink;
    }

    /** Who takes what a gateway has stored; {@link ChunkSink#NONE} where there is no worker, or not yet. For any thread. */
    public ChunkSink handOver() {
        return handOver;
    }

    /** Says where scanners connect to, {@code host:port}. */
    public void scannersAt(String address) {
        scanners = address;
    }

    /**
     * Connects the node to a cluster of others: what differs from the definitions is said, and nothing is changed.
     *
     * @throws BusException where something is missing without which data would be lost
     */
    public void connect(String bootstrap) {
        KafkaConnection connection = new KafkaConnection(bootstrap, config.kafkaProperties());
        ClusterCheck.check(connection, config.jobLock());
        kafka = connection;
    }

    /** Connects the node to a broker of its own, and makes its topics and share groups what they have to be. */
    public void connectToOwn(String bootstrap, DiskPlan disk) {
        KafkaConnection connection = new KafkaConnection(bootstrap, config.kafkaProperties());
        try (TopicAdmin admin = TopicAdmin.connect(connection)) {
            admin.apply(TopicPlan.DEFINED.within(disk).withLock(config.jobLock()).lowering(true));
        }
        kafka = connection;
    }

    /** Ends the process, for a reason that no role can mend. */
    public void failed(Throwable why) {
        stop.completeExceptionally(why);
    }

    // ---- what the node makes of it

    /** Every role takes nothing new from now on; completes when all have done what they had. */
    CompletableFuture<Void> drain() {
        health.draining();
        return CompletableFuture.allOf(drains.stream()
                .map(drain -> drain.apply(config.drainTimeout()))
                .toArray(CompletableFuture[]::new));
    }

    /** What roles have left for when every role has started. */
    List<Role.Step> afterwards() {
        return afterwards;
    }

    List<Supplier<Map<String, CompletableFuture<Void>>>> warmings() {
        return warmings;
    }

    Health health() {
        return health;
    }

    List<Routes> routes() {
        return routes;
    }

    @Nullable
    String scanners() {
        return scanners;
    }

    /** A report with every role's part. */
    StatusReport report(StatusReport bare) {
        StatusReport report = bare;
        for (UnaryOperator<StatusReport> part : statuses) {
            report = part.apply(report);
        }
        return report;
    }

    @Override
    public void close() {
        owned.close();
    }
}
