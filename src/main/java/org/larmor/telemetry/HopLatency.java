package org.larmor.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.larmor.bus.record.Hops;

/** The latency histograms {@code larmor_frame_latency_seconds{hop=…}}, and percentiles of runs. */
public final class HopLatency {
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Map<Hop, Timer> timers = new EnumMap<>(Hop.class);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Is told of deliveries, by any thread. */
    interface Listener {
        void record(Hops hops, long delivered);
    }

    public HopLatency(MeterRegistry registry) {
        for (Hop hop : Hop.values()) {
            timers.put(hop, Timer.builder(MeterNames.FRAME_LATENCY)
                    .description("Time that frames take, by hop")
                    .tag("hop", hop.label())
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry));
        }
    }

    /**
     * Records a frame's delivery.
     *
     * @param delivered when its result had been handed to the scanner's socket, µs since the epoch
     */
    public void record(Hops hops, long delivered) {
        timers.forEach((hop, timer) ->
                hop.micros(hops, delivered).ifPresent(micros -> timer.record(micros, TimeUnit.MICROSECONDS)));
        listeners.forEach(listener -> listener.record(hops, delivered));
    }

    /** Percentiles of the frames delivered from now until it is closed. */
    public HopRun startRun() {
        HopRun run = new HopRun(listeners::remove);
        listeners.add(run);
        return run;
    }

    /** Percentiles of the frames of the last few intervals, until it is closed. */
    public RecentHops recent(int intervals) {
        RecentHops recent = new RecentHops(intervals, listeners::remove);
        listeners.add(recent);
        return recent;
    }
}
