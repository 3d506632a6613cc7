package org.larmor.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.DeviceStatus;
import org.larmor.bus.record.ScanSummary;
import org.larmor.bus.record.StatusReport;
import org.larmor.bus.record.StatusReport.GatewayStatus;
import org.larmor.bus.record.StatusReport.Latency;

/** The last status of every process, as the API gives it. Thread-safe. */
final class Statuses {
    /** A process that has said nothing for so long is gone. */
    static final Duration KEPT = Duration.ofSeconds(15);

    private final Map<String, StatusReport> last = new ConcurrentHashMap<>();

    /** @param report null where the process has said good-bye */
    void accept(String process, @Nullable StatusReport report) {
        if (report == null) {
            last.remove(process);
        } else {
            last.put(process, report);
        }
    }

    /** @param now µs since the epoch */
    JsonObject json(long now) {
        last.values().removeIf(report -> now - report.at() > KEPT.toNanos() / 1000);
        List<StatusReport> reports = new ArrayList<>(new TreeMap<>(last).values());
        JsonArray processes = new JsonArray();
        JsonArray hops = new JsonArray();
        JsonArray recent = new JsonArray();
        List<ScanSummary> scans = new ArrayList<>();
        boolean ready = !reports.isEmpty();
        long ingested = 0;
        long images = 0;
        long buffered = 0;
        for (StatusReport report : reports) {
            processes.add(process(report, now));
            ready &= !report.roles().containsValue(false);
            GatewayStatus gateway = report.gateway();
            if (gateway != null) {
                ingested += gateway.ingestedBytes();
                images += gateway.imagesDelivered();
                buffered += gateway.bufferedBytes();
                scans.addAll(gateway.scans());
                gateway.hops().forEach(hop -> hops.add(hop(report.process(), hop)));
                gateway.recent().forEach(hop -> recent.add(hop(report.process(), hop)));
            }
        }
        scans.sort(Comparator.comparingLong(ScanSummary::openedAt).reversed());
        JsonArray scansShown = new JsonArray();
        scans.forEach(scan -> scansShown.add(JsonObject.mapFrom(scan)));
        return new JsonObject()
                .put("ready", ready)
                .put("processes", processes)
                .put("ingestedBytes", ingested)
                .put("imagesDelivered", images)
                .put("bufferedBytes", buffered)
                .put("hops", hops)
                .put("recent", recent)
                .put("scans", scansShown);
    }

    private static JsonObject process(StatusReport report, long now) {
        JsonObject roles = new JsonObject();
        new TreeMap<>(report.roles()).forEach(roles::put);
        JsonObject process = new JsonObject()
                .put("process", report.process())
                .put("ageMs", Math.max(0, now - report.at()) / 1000)
                .put("roles", roles)
                .put("readings", new JsonObject(new TreeMap<String, Object>(report.readings())));
        if (report.device() != null) {
            process.put("device", device(report.device()));
        }
        return process;
    }

    /** What no driver says is left out. */
    private static JsonObject device(DeviceStatus device) {
        JsonObject json = JsonObject.mapFrom(device);
        json.getMap().values().removeIf(Objects::isNull);
        return json;
    }

    private static JsonObject hop(String process, Latency hop) {
        return new JsonObject()
                .put("process", process)
                .put("hop", hop.hop())
                .put("count", hop.count())
                .put("p50", hop.p50())
                .put("p95", hop.p95())
                .put("p99", hop.p99());
    }
}
