package org.larmor.telemetry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.larmor.bus.record.Hops;

/** The latencies of the frames of the last few intervals; one thread turns and reads, others record. */
public final class RecentHops implements HopLatency.Listener, AutoCloseable {
    private static final double WHOLE = 100;

    private final Map<Hop, Recorder> recorders = new EnumMap<>(Hop.class);
    private final Map<Hop, Deque<Histogram>> intervals = new EnumMap<>(Hop.class);
    private final Map<Hop, Histogram> sums = new EnumMap<>(Hop.class);
    private final int kept;
    private final Consumer<HopLatency.Listener> onClose;

    /** @param kept how many intervals count, the latest ones */
    RecentHops(int kept, Consumer<HopLatency.Listener> onClose) {
        this.kept = kept;
        this.onClose = onClose;
        for (Hop hop : Hop.values()) {
            recorders.put(hop, new Recorder(Percentiles.DIGITS));
            intervals.put(hop, new ArrayDeque<>());
            sums.put(hop, new Histogram(Percentiles.DIGITS));
        }
    }

    @Override
    public void record(Hops stations, long delivered) {
        recorders.forEach((hop, recorder) -> hop.micros(stations, delivered).ifPresent(recorder::recordValue));
    }

    /** Ends an interval. */
    public void turn() {
        recorders.forEach((hop, recorder) -> {
            Deque<Histogram> last = intervals.get(hop);
            Histogram reused = last.size() == kept ? last.removeFirst() : null;
            last.addLast(recorder.getIntervalHistogram(reused));
            Histogram sum = sums.get(hop);
            sum.reset();
            last.forEach(sum::add);
        });
    }

    /** Frames in the intervals that count. */
    public long count(Hop hop) {
        return sums.get(hop).getTotalCount();
    }

    /**
     * What at least this share of them does not exceed, µs; 0 where there are none.
     *
     * @param share 0.5 for the median
     */
    public long at(Hop hop, double share) {
        return sums.get(hop).getValueAtPercentile(WHOLE * share);
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
