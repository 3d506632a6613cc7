package org.larmor.node;

import java.io.IOException;
import java.time.Duration;
import org.larmor.models.ModelLibrary;
import org.larmor.router.BacklogMonitor;
import org.larmor.router.Router;
import org.larmor.router.RouterPolicy;

/** Decides when frames are complete, and which jobs they become. */
final class RouterRole implements Role {
    private static final Duration BACKLOG_EVERY = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "router";
    }

    @Override
    public void start(NodeContext context) throws IOException {
        ModelLibrary models = context.models();
        Router router = context.own(Router.start(
                context.kafka(),
                context.config().data().resolve("router"),
                RouterPolicy.DEFAULT.withFrameTimeout(context.config().frameTimeout()),
                domain -> models.champion(domain).map(ModelLibrary.Entry::facts),
                context.own(BacklogMonitor.start(context.kafka(), BACKLOG_EVERY))));
        context.own(context.telemetry().bind(router.streams()));
        context.health(name(), router::ready, router::alive);
    }
}
