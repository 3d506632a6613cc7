package org.larmor.web.live;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.larmor.bus.record.AccessRole;
import org.larmor.web.Answers;
import org.larmor.web.Routes;
import org.larmor.web.access.Access;

/**
 * Server-sent events at {@code /api/v1/stream}: {@code status} once a second, {@code image} for each, {@code adapt} for what
 * happens to models; and {@code /api/v1/history}. Each event is encoded once for all who listen; who does not keep up misses
 * some, and in the end the connection.
 */
public final class Feed implements Routes, AutoCloseable {
    private static final long EVERY_MS = 1000;
    private static final int MOST_LISTENERS = 100;

    /** Events in a row that a listener may miss. */
    private static final int MOST_MISSED = 60;

    private static final int MOST_WAITING = 256 << 10;

    /**
     * Somebody who listens.
     *
     * @param stillMay whether they may; asked once a second, since they may listen for longer than that
     * @param missed events in a row
     */
    private record Listener(BooleanSupplier stillMay, int missed) {
        Listener missing(int events) {
            return new Listener(stillMay, events);
        }
    }

    private final Context context;
    private final Access access;
    private final Supplier<JsonObject> status;
    private final History history = new History();
    private final Map<HttpServerResponse, Listener> listeners = new LinkedHashMap<>();
    private final long timer;

    /** @param status of the whole site; asked once a second, and must answer at once */
    public Feed(Vertx vertx, Access access, Supplier<JsonObject> status) {
        this.access = access;
        this.context = vertx.getOrCreateContext();
        this.status = status;
        this.timer = vertx.setPeriodic(EVERY_MS, tick -> context.runOnContext(nothing -> tick()));
    }

    @Override
    public void addTo(Router router) {
        router.get("/api/v1/stream").handler(this::listen);
        router.get("/api/v1/history").handler(request -> context.runOnContext(nothing -> {
            JsonObject answer = new JsonObject().put("points", history.points());
            Answers.json(request, 200, answer);
        }));
    }

    /** Tells all who listen, from any thread. */
    public void tell(String event, JsonObject what) {
        context.runOnContext(nothing -> broadcast(event, what));
    }

    private void tick() {
        listeners.entrySet().removeIf(one -> {
            boolean may = one.getValue().stillMay.getAsBoolean();
            if (!may) {
                var unused = one.getKey().end();
            }
            return !may;
        });
        JsonObject now = status.get();
        JsonObject point = history.add(now, System.currentTimeMillis());
        broadcast("status", now.put("point", point));
    }

    private void listen(RoutingContext request) {
        BooleanSupplier stillMay = access.stillMay(request, AccessRole.VIEWER);
        context.runOnContext(nothing -> {
            HttpServerResponse response = request.response();
            if (listeners.size() >= MOST_LISTENERS) {
                Answers.problem(request, 503, "Service Unavailable", MOST_LISTENERS + " listen already");
                return;
            }
            response.setChunked(true)
                    .setWriteQueueMaxSize(MOST_WAITING)
                    .putHeader("content-type", "text/event-stream")
                    .closeHandler(closed -> context.runOnContext(gone -> listeners.remove(response)));
            var unused = response.write("retry: 1000\n\n");
            listeners.put(response, new Listener(stillMay, 0));
        });
    }

    private void broadcast(String event, JsonObject what) {
        if (listeners.isEmpty()) {
            return;
        }
        String text = "event: " + event + "\ndata: " + what.encode() + "\n\n";
        Iterator<Map.Entry<HttpServerResponse, Listener>> all = listeners.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<HttpServerResponse, Listener> one = all.next();
            HttpServerResponse response = one.getKey();
            Listener listener = one.getValue();
            if (response.closed()) {
                all.remove();
            } else if (!response.writeQueueFull()) {
                one.setValue(listener.missing(0));
                var unused = response.write(text);
            } else if (listener.missed >= MOST_MISSED) {
                all.remove();
                response.reset();
            } else {
                one.setValue(listener.missing(listener.missed + 1));
            }
        }
    }

    @Override
    public void close() {
        context.owner().cancelTimer(timer);
    }
}
