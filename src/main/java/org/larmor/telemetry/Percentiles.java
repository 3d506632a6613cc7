package org.larmor.telemetry;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * Percentiles of non-negative values in fixed memory: exact below 128, above it to within 1/64 of the value. Threads may
 * record while others read.
 */
public final class Percentiles {
    private static final int SUB_BITS = 7;
    private static final int SUB = 1 << SUB_BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - SUB_BITS + 1) * SUB / 2);
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);

    public void record(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative value " + value);
        }
        counts.incrementAndGet(index(value));
        max.accumulate(value);
    }

    public long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
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
        long wanted = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return Math.min(highest(i), max.get());
            }
        }
        return max.get();
    }

    /** Values below {@link #SUB} by themselves; above, {@link #SUB} / 2 steps to each doubling. */
    private static int index(long value) {
        if (value < SUB) {
            return (int) value;
        }
        int shift = Long.SIZE - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return shift * SUB / 2 + (int) (value >>> shift);
    }

    private static long highest(int index) {
        if (index < SUB) {
            return index;
        }
        int shift = index / (SUB / 2) - 1;
        long mantissa = index - (long) shift * SUB / 2;
        return ((mantissa + 1) << shift) - 1;
    }
}
