package org.larmor.web.live;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The site's course over the last ten minutes, a point a second, made of the statuses of all processes. Used by one thread.
 */
final class History {
    private static final int POINTS = 600;
    private static final String TOTAL = "total";
    private static final String WAITING = "larmor_jobs_waiting";
    private static final String READOUTS = "larmor_ingest_readouts_total";
    private static final double MEGA = 1e6;

    private final Deque<JsonObject> points = new ArrayDeque<>();
    private final Map<String, Counted> counted = new HashMap<>();

    /** What a process had counted when it was last heard of. */
    private record Counted(double value, long at) {}

    /**
     * Takes the site's status.
     *
     * @param status as the API answers it
     * @param now ms since the epoch
     * @return the new point: its time, rates by the second, and the latencies of the last seconds, null where no frame was
     */
    JsonObject add(JsonObject status, long now) {
        JsonObject latency = latest(status);
        JsonObject point = new JsonObject()
                .put("at", now)
                .put("megabytes", rate("bytes", status.getLong("ingestedBytes"), now) / MEGA)
                .put("readouts", rate(READOUTS, sum(status, READOUTS), now))
                .put("images", rate("images", status.getLong("imagesDelivered"), now))
                .put("p50", latency.getValue("p50"))
                .put("p95", latency.getValue("p95"))
                .put("p99", latency.getValue("p99"))
                .put("waiting", sum(status, WAITING))
                .put("buffered", status.getLong("bufferedBytes") / MEGA);
        points.addLast(point);
        if (points.size() > POINTS) {
            points.removeFirst();
        }
        return point;
    }

    /** All points, oldest first. */
    JsonArray points() {
        JsonArray all = new JsonArray();
        points.forEach(all::add);
        return all;
    }

    /** Since the last point; 0 where a counter has begun anew. */
    private double rate(String what, double value, long now) {
        Counted before = counted.put(what, new Counted(value, now));
        return before == null || value < before.value() || now <= before.at()
                ? 0
                : 1000 * (value - before.value()) / (now - before.at());
    }

    /** Over all processes and labels. */
    private static double sum(JsonObject status, String reading) {
        return processes(status)
                .flatMap(process -> process.getJsonObject("readings", new JsonObject()).stream())
                .filter(entry -> entry.getKey().equals(reading) || entry.getKey().startsWith(reading + "{"))
                .mapToDouble(entry -> ((Number) entry.getValue()).doubleValue())
                .sum();
    }

    private static Stream<JsonObject> processes(JsonObject status) {
        return status.getJsonArray("processes").stream().map(JsonObject.class::cast);
    }

    /** From a frame's last readout to its image, of the gateway where that takes longest. */
    private static JsonObject latest(JsonObject status) {
        ToDoubleFunction<JsonObject> p99 = hop -> hop.getDouble("p99");
        return status.getJsonArray("recent").stream()
                .map(JsonObject.class::cast)
                .filter(hop -> hop.getString("hop").equals(TOTAL) && hop.getLong("count") > 0)
                .max(Comparator.comparingDouble(p99))
                .orElseGet(JsonObject::new);
    }
}
