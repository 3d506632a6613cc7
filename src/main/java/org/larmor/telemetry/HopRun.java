package org.larmor.telemetry;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.larmor.bus.record.Hops;

/** The latencies of one run's frames; readable after it is closed too. */
public final class HopRun implements HopLatency.Listener, AutoCloseable {
    private final Map<Hop, Percentiles> hops = new EnumMap<>(Hop.class);
    private final Consumer<HopLatency.Listener> onClose;

    HopRun(Consumer<HopLatency.Listener> onClose) {
        this.onClose = onClose;
        for (Hop hop : Hop.values()) {
            hops.put(hop, new Percentiles());
        }
    }

    @Override
    public void record(Hops stations, long delivered) {
        hops.forEach((hop, percentiles) -> hop.micros(stations, delivered).ifPresent(percentiles::record));
    }

    /** Of one hop, µs. */
    public Percentiles of(Hop hop) {
        return hops.get(hop);
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
