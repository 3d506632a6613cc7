package org.larmor.web;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.function.Supplier;

/**
 * The live page at {@code /}, and what it shows at {@code /api/v1/status}.
 *
 * @param status of all processes
 */
public record LivePage(Supplier<JsonObject> status) implements Routes {
    @Override
    public void addTo(Router router) {
        router.get("/api/v1/status").handler(request -> Answers.json(request, 200, status.get()));
        router.get("/").handler(request -> request.reroute("/index.html"));
        router.get("/lib/*").handler(StaticHandler.create("META-INF/resources/webjars").setCachingEnabled(false));
        router.get().handler(StaticHandler.create("web").setCachingEnabled(false));
    }
}
