package org.larmor.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.larmor.adapt.events.Bans;
import org.larmor.adapt.events.EventWriter;
import org.larmor.adapt.events.PolicyPublication;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.PolicyFile;
import org.larmor.adapt.policy.SitePolicy;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.Pool;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.ModelAlias;
import org.larmor.gateway.GatewayRehearsal;
import org.larmor.models.ModelException;
import org.larmor.mrd.wire.MrdProtocolException;
import org.larmor.router.BacklogMonitor;
import org.larmor.router.ModelDirectory;
import org.larmor.router.Rehearsal;
import org.larmor.router.Router;
import org.larmor.router.RouterPolicy;
import org.larmor.scan.ScanFacts;
import org.larmor.telemetry.MeterNames;

/** Decides when frames are complete, and which jobs they become. */
final class RouterRole implements Role {
    /** Where there is a second router, it takes over without reading the state first. */
    private static final int STANDBYS = 1;

    private static final Duration BACKLOG_EVERY = Duration.ofSeconds(5);

    /** The registry as the router asks it. */
    private record Directory(ModelRegistry models, SitePolicy policy, Bans bans) implements ModelDirectory {
        @Override
        public Optional<ScanFacts.Model> champion(String domain) {
            return models.champion(domain);
        }

        @Override
        public Named named(String domain, String nameOrVersion) {
            try {
                ScanFacts.Model model = models.named(nameOrVersion);
                String ban = bans.why(domain, model.version());
                return ban.isEmpty() ? new Named(model, null) : new Named(null, model.version() + " serves nobody: " + ban);
            } catch (ModelException e) {
                return new Named(null, e.getMessage());
            }
        }

        @Override
        public Checks checks(String domain) {
            return new Checks(policy.get().checked(), models.quality(domain));
        }

        @Override
        public List<Shadow> shadows(String domain) {
            List<ModelAlias> shadows = models.shadows(domain);
            double share = policy.get().promoting().share();
            return champion(domain).stream()
                    .flatMap(champion -> shadows.stream()
                            .filter(alias -> !alias.version().equals(champion.version()))
                            .map(alias -> new Shadow(
                                    alias.domain(),
                                    champion.version(), alias.version(), alias.name() == ModelAlias.Name.SHADOW, share)))
                    .toList();
        }
    }

    @Override
    public String name() {
        return "router";
    }

    private static void rehearse(SiteKey site) {
        try {
            Rehearsal.of(GatewayRehearsal.of(site, new WarmScan().stream()).events());
        } catch (MrdProtocolException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void start(NodeContext context) throws IOException {
        ModelRegistry models = context.models();
        SitePolicy policy = context.policy();
        Bans bans = context.own(Bans.follow(context.kafka()));
        BacklogMonitor backlog = context.own(BacklogMonitor.start(context.kafka(), BACKLOG_EVERY));
        MeterRegistry registry = context.telemetry().registry();
        Gauge.builder(MeterNames.BACKLOG_RETENTION_USED, backlog, BacklogMonitor::used)
                .description("The part of retention that the frame that waits longest has used")
                .register(registry);
        Gauge.builder(MeterNames.DISK_FREE_BYTES, backlog, BacklogMonitor::freeBytes)
                .description("Free bytes of the log's fullest disk")
                .register(registry);
        Gauge.builder(MeterNames.DISK_KEPT_BYTES, backlog, BacklogMonitor::keptBytes)
                .description("Bytes of that disk that are kept from new scans")
                .register(registry);
        for (Pool pool : Pool.values()) {
            Gauge.builder(MeterNames.JOBS_WAITING, backlog, monitor -> monitor.jobs(pool))
                    .description("Jobs that are not done, those that workers have included")
                    .tag("pool", pool.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Router router = context.own(Router.start(
                context.kafka(),
                context.config().data().resolve("router"),
                context.config().kafka() == null ? 0 : STANDBYS,
                RouterPolicy.DEFAULT.withFrameTimeout(context.config().frameTimeout()),
                new Directory(models, policy, bans),
                domain -> policy.get().learns(domain) ? policy.get().caps().scan() : 0,
                backlog));
        Gauge.builder(MeterNames.SCANS_OPEN, router, Router::openScans)
                .description("Scans that the router knows and that have not ended")
                .register(registry);
        Gauge.builder(MeterNames.FRAMES_AWAITED, router, Router::awaitedFrames)
                .description("Jobs that the router has sent and of which it has no answer")
                .register(registry);
        FunctionCounter.builder(MeterNames.DEAD_LETTERS, router, Router::deadLetters)
                .description("Records written to the dead-letter topic")
                .tag("role", name())
                .register(registry);
        if (context.config().policy() != null) {
            Policy own = PolicyFile.read(context.config().policy(), context.siteKey());
            context.own(PolicyPublication.start(context.kafka(), own, context.config().policy().toString()));
        }
        EventWriter events = context.own(EventWriter.start(context.kafka(), registry));
        context.own(context.telemetry().bind(router.streams()));
        SiteKey site = context.siteKey();
        context.warm(() -> Map.of("routing", CompletableFuture.runAsync(() -> rehearse(site))));
        context.health(name(), router::ready, () -> router.alive() && models.isAlive() && policy.isAlive() && bans.isAlive() && events.isAlive());
    }
}
