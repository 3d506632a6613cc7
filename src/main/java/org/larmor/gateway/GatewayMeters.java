package org.larmor.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.larmor.bus.record.Hops;
import org.larmor.scan.Mark;
import org.larmor.telemetry.HopLatency;
import org.larmor.telemetry.MeterNames;

/** What the gateway counts. */
final class GatewayMeters {
    private final Counter ingested;
    private final Counter chunks;
    private final Counter images;
    private final Counter readouts;
    private final Map<String, Counter> marked = new HashMap<>();
    private final Map<ScanEnd, Counter> ends = new EnumMap<>(ScanEnd.class);
    private final Map<FrameResult, Counter> results = new EnumMap<>(FrameResult.class);
    private final HopLatency latency;
    private volatile int incoming;

    GatewayMeters(MeterRegistry registry, HopLatency latency, ByteBudget budget, ClockSkew skew, Collection<?> sessions) {
        this.latency = latency;
        this.ingested = Counter.builder(MeterNames.INGEST_BYTES)
                .description("Bytes received from scanners")
                .baseUnit("bytes")
                .register(registry);
        this.chunks = Counter.builder(MeterNames.INGEST_CHUNKS)
                .description("Chunks acknowledged by the log")
                .register(registry);
        this.readouts = Counter.builder(MeterNames.INGEST_READOUTS)
                .description("Readouts received from scanners")
                .register(registry);
        this.images = Counter.builder(MeterNames.IMAGES)
                .description("Images handed to scanners' sockets")
                .register(registry);
        // from the start, all of them: of a counter that is only there once it has counted, the first is never seen to come
        for (Mark mark : Mark.values()) {
            marked.put(mark.attribute(), Counter.builder(MeterNames.MARKED_IMAGES)
                    .description("Images that say that something is otherwise than asked for")
                    .tag("mark", mark.attribute())
                    .register(registry));
        }
        for (ScanEnd end : ScanEnd.values()) {
            ends.put(end, Counter.builder(MeterNames.SCANS)
                    .description("Scans that have ended")
                    .tag("end", end.label())
                    .register(registry));
        }
        for (FrameResult result : FrameResult.values()) {
            results.put(result, Counter.builder(MeterNames.FRAMES)
                    .description("Frames that have their answer")
                    .tag("result", result.label())
                    .register(registry));
        }
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
        Gauge.builder(MeterNames.FRAMES_INCOMING, this, meters -> meters.incoming)
                .description("Frames that are coming in and are not whole")
                .register(registry);
        Gauge.builder(MeterNames.SESSIONS, sessions, Collection::size)
                .description("Open MRD connections")
                .register(registry);
    }

    /** @param frames that are coming in now, of all connections */
    void incoming(int frames) {
        incoming = frames;
    }

    void ingested(long bytes) {
        ingested.increment((double) bytes);
    }

    void readout() {
        readouts.increment();
    }

    /** @param mark of an image's meta */
    void marked(String mark) {
        marked.get(mark).increment();
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

    void ended(ScanEnd end) {
        ends.get(end).increment();
    }

    void answered(FrameResult result) {
        results.get(result).increment();
    }

    void delivered(Hops hops, long atMicros) {
        images.increment();
        latency.record(hops, atMicros);
    }
}
