package org.larmor.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.larmor.bus.Pool;
import org.larmor.telemetry.MeterNames;

/** The meters {@code larmor_jobs_total{pool,outcome}} and {@code larmor_worker_busy_loops{pool}}; close removes the last. */
final class WorkerMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final String pool;
    private final AtomicInteger busy = new AtomicInteger();
    private final Gauge gauge;

    WorkerMeters(MeterRegistry registry, Pool pool) {
        this.registry = registry;
        this.pool = pool.name().toLowerCase(Locale.ROOT);
        this.gauge = Gauge.builder(MeterNames.BUSY_LOOPS, busy, AtomicInteger::get)
                .description("job loops at work")
                .tag("pool", this.pool)
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
        Counter.builder("larmor.jobs")
                .description("deliveries of jobs by how they ended")
                .tag("pool", pool)
                .tag("outcome", outcome.label())
                .register(registry)
                .increment();
        if (outcome == Outcome.DEAD) {
            registry.counter(MeterNames.DEAD_LETTERS, "role", "worker").increment();
        }
    }

    @Override
    public void close() {
        registry.remove(gauge);
    }
}
