package org.larmor.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;
import org.larmor.web.access.AddressRanges;
import org.larmor.web.access.Refusal;
import org.larmor.web.access.Refusals;

/**
 * What other programs ask a process again and again: {@code /metrics}, {@code /health/live}, {@code /health/ready}. They
 * have no tokens; where they are says whether they may.
 *
 * @param from the addresses that may ask, of which a proxy's counts for all behind it
 * @param metrics in Prometheus's text format
 */
public record Probes(AddressRanges from, Refusals refusals, Supplier<String> metrics, Health health) implements Routes {
    @Override
    public void addTo(Router router) {
        router.get("/metrics").handler(this::admit).handler(this::metrics);
        router.get("/health/live").handler(this::admit).handler(this::live);
        router.get("/health/ready").handler(this::admit).handler(this::ready);
    }

    private void admit(RoutingContext request) {
        if (from.contains(request.request().remoteAddress().hostAddress())) {
            request.next();
        } else {
            refusals.refuse(request, Refusal.ADDRESS);
        }
    }

    private void metrics(RoutingContext request) {
        // Scraping walks every meter: off the event loop.
        request.vertx()
                .executeBlocking(metrics::get)
                .onSuccess(text -> request.response()
                        .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(text))
                .onFailure(request::fail);
    }

    private void live(RoutingContext request) {
        List<String> failed = health.failed();
        Answers.json(request, failed.isEmpty() ? 200 : 503, new JsonObject()
                .put("status", failed.isEmpty() ? "UP" : "DOWN")
                .put("failed", new JsonArray(failed)));
    }

    private String notReady() {
        if (health.isDraining()) {
            return "DRAINING";
        }
        return health.isWarming() ? "WARMING" : "DOWN";
    }

    private void ready(RoutingContext request) {
        JsonObject roles = new JsonObject();
        health.states().forEach(roles::put);
        boolean ready = health.isReady();
        Answers.json(
                request,
                ready ? 200 : 503,
                new JsonObject()
                        .put("status", ready ? "UP" : notReady())
                        .put("roles", roles));
    }
}
