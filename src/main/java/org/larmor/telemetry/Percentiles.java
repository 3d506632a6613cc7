package org.larmor.telemetry;

import java.util.concurrent.atomic.LongAccumulator;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Percentiles of non-negative values in fixed memory: to within a hundredth of the value. Threads may record while others
 * read.
 */
public final class Percentiles {
    static final int DIGITS = 2;
    private static final double WHOLE = 100;

    private final ConcurrentHistogram values = new ConcurrentHistogram(DIGITS);
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);

    public void record(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative value " + value);
        }
        values.recordValue(value);
        max.accumulate(value);
    }

    public long count() {
        return values.getTotalCount();
    }

    public long max() {
        return max.get();
    }

    /**
     * The smallest recorded value (to the resolution, from above) that at least this share of the values does not
     * exceed; 0 where there are none.
     *
     * @param share 0.5 for the median
     */
    public long at(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share);
        }
        // of exactly 0 it gives where the least value's bucket begins, not where it ends
        return Math.min(values.getValueAtPercentile(Math.max(WHOLE * share, Double.MIN_VALUE)), max.get());
    }
}
