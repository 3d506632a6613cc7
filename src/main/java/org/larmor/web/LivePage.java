package org.larmor.web;

import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.function.Supplier;

/**
 * The live page at {@code /}, and what it shows at {@code /api/v1/status}.
 *
 * @param viewer lets on who may see it; the page itself is for everybody, and says how to sign in
 * @param status of all processes
 */
public record LivePage(Handler<RoutingContext> viewer, Supplier<JsonObject> status) implements Routes {
    @Override
    public void addTo(Router router) {
        router.get("/api/v1/status").handler(viewer).handler(request -> Answers.json(request, 200, status.get()));
        router.get("/").handler(request -> request.reroute("/index.html"));
        router.get("/lib/*").handler(StaticHandler.create("META-INF/resources/webjars").setCachingEnabled(false));
        router.get().handler(StaticHandler.create("web").setCachingEnabled(false));
    }
}
