package org.larmor.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import org.larmor.bus.record.Hops;
import org.larmor.telemetry.HopLatency;
import org.larmor.telemetry.MeterNames;

/** What the gateway counts. */
final class GatewayMeters {
    private final Counter ingested;
    private final Counter chunks;
    private final Counter images;
    private final Counter readouts;
    private final MeterRegistry registry;
    private final HopLatency latency;

    GatewayMeters(MeterRegistry registry, HopLatency latency, ByteBudget budget, ClockSkew skew, Collection<?> sessions) {
        this.latency = latency;
        this.ingested = Counter.builder(MeterNames.INGEST_BYTES)
                .description("Bytes received from scanners")
                .baseUnit("bytes")
                .register(registry);
        this.registry = registry;
        this.chunks = Counter.builder(MeterNames.INGEST_CHUNKS)
                .description("Chunks acknowledged by the log")
                .register(registry);
        this.readouts = Counter.builder(MeterNames.INGEST_READOUTS)
                .description("Readouts received from scanners")
                .register(registry);
        this.images = Counter.builder(MeterNames.IMAGES)
                .description("Images handed to scanners' sockets")
                .register(registry);
        for (ByteBudget.Use use : ByteBudget.Use.values()) {
            Gauge.builder(MeterNames.INGEST_HELD_BYTES, budget, b -> b.held(use))
                    .description("Bytes that scanners' connections make the gateway hold")
                    .tag("use", use.label())
                    .baseUnit("bytes")
                    .register(registry);
        }
        Gauge.builder(MeterNames.CLOCK_SKEW, skew, s -> s.ms() / 1000.0)
                .description("How far this gateway's clock is ahead of the log's")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(MeterNames.SESSIONS, sessions, Collection::size)
                .description("Open MRD connections")
                .register(registry);
    }

    void ingested(long bytes) {
        ingested.increment((double) bytes);
    }

    void readout() {
        readouts.increment();
    }

    /** @param mark of an image's meta */
    void marked(String mark) {
        registry.counter(MeterNames.MARKED_IMAGES, "mark", mark).increment();
    }

    double readouts() {
        return readouts.count();
    }

    double ingestedBytes() {
        return ingested.count();
    }

    double imagesDelivered() {
        return images.count();
    }

    void stored() {
        chunks.increment();
    }

    /** @param end {@code closed}, {@code aborted} or {@code refused} */
    void ended(String end) {
        registry.counter(MeterNames.SCANS, "end", end).increment();
    }

    /** @param result {@code images}, {@code none} or {@code failed} */
    void answered(String result) {
        registry.counter(MeterNames.FRAMES, "result", result).increment();
    }

    void delivered(Hops hops, long atMicros) {
        images.increment();
        latency.record(hops, atMicros);
    }
}
