package org.larmor.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Of all metrics the few that people are shown at a glance. */
public final class Readings {
    /** A metric, as Micrometer and as Prometheus call it, and the label whose values are told apart; null for their sum. */
    private record Shown(String meter, String name, @Nullable String label) {
        double of(Meter meter) {
            for (var measurement : meter.measure()) {
                Statistic statistic = measurement.getStatistic();
                if (statistic == Statistic.VALUE || statistic == Statistic.COUNT) {
                    return measurement.getValue();
                }
            }
            return Double.NaN;
        }
    }

    private static final Shown[] SHOWN = {
        new Shown(MeterNames.INGEST_READOUTS, "larmor_ingest_readouts_total", null),
        new Shown(MeterNames.SESSIONS, "larmor_sessions", null),
        new Shown(MeterNames.FRAMES, "larmor_frames_total", "result"),
        new Shown(MeterNames.MARKED_IMAGES, "larmor_images_marked_total", "mark"),
        new Shown(MeterNames.DEAD_LETTERS, "larmor_dead_letters_total", null),
        new Shown(MeterNames.FRAMES_INCOMING, "larmor_frames_incoming", null),
        new Shown(MeterNames.FRAMES_AWAITED, "larmor_frames_awaited", null),
        new Shown(MeterNames.JOBS_WAITING, "larmor_jobs_waiting", "pool"),
        new Shown(MeterNames.BACKLOG_RETENTION_USED, "larmor_backlog_retention_used", null),
        new Shown(MeterNames.DISK_FREE_BYTES, "larmor_disk_free_bytes", null),
        new Shown(MeterNames.BUSY_LOOPS, "larmor_worker_busy_loops", "pool"),
        new Shown("process.cpu.usage", "process_cpu_usage", null),
        new Shown("process.resident.memory", "process_resident_memory_bytes", null)
    };

    private static final Map<String, Shown> BY_METER =
            Arrays.stream(SHOWN).collect(Collectors.toUnmodifiableMap(Shown::meter, Function.identity()));

    private Readings() {}

    /** What there is of them, by the name that Prometheus has: {@code larmor_jobs_waiting{classic}}. */
    public static Map<String, Double> of(MeterRegistry registry) {
        Map<String, Double> readings = new TreeMap<>();
        for (Meter meter : registry.getMeters()) { // once for all of them: Kafka's clients have thousands
            Shown shown = BY_METER.get(meter.getId().getName());
            if (shown == null) {
                continue;
            }
            String tag = shown.label() == null ? null : meter.getId().getTag(shown.label());
            double value = shown.of(meter);
            if (Double.isFinite(value)) {
                readings.merge(tag == null ? shown.name() : shown.name() + "{" + tag + "}", value, Double::sum);
            }
        }
        return readings;
    }
}
