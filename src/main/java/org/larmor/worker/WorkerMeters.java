package org.larmor.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.larmor.bus.Pool;
import org.larmor.telemetry.MeterNames;

/** What a pool's worker counts; close removes its gauge. */
final class WorkerMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final String pool;
    private final AtomicInteger busy = new AtomicInteger();
    private final Gauge gauge;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Counter deadLetters;

    WorkerMeters(MeterRegistry registry, Pool pool) {
        this.registry = registry;
        this.pool = pool.name().toLowerCase(Locale.ROOT);
        this.gauge = Gauge.builder(MeterNames.BUSY_LOOPS, busy, AtomicInteger::get)
                .description("job loops at work")
                .tag("pool", this.pool)
                .register(registry);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, Counter.builder(MeterNames.JOBS)
                    .description("deliveries of jobs by how they ended")
                    .tag("pool", this.pool)
                    .tag("outcome", outcome.label())
                    .register(registry));
        }
        this.deadLetters = Counter.builder(MeterNames.DEAD_LETTERS)
                .description("Records written to the dead-letter topic")
                .tag("role", "worker")
                .register(registry);
    }

    String pool() {
        return pool;
    }

    void begin() {
        busy.incrementAndGet();
    }

    void end() {
        busy.decrementAndGet();
    }

    void count(Outcome outcome) {
        outcomes.get(outcome).increment();
        if (outcome == Outcome.DEAD) {
            deadLetters.increment();
        }
    }

    @Override
    public void close() {
        registry.remove(gauge);
    }
}
