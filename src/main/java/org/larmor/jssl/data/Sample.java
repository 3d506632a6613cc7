package org.larmor.jssl.data;

import java.util.Arrays;

/**
 * A slice of which some columns are kept from training, to measure by.
 *
 * @param slice all that was acquired, its coils as they were
 * @param hidden of the acquired columns, those that no training sees: neither its input nor its loss, scale or maps
 */
public record Sample(KspaceSlice slice, boolean[] hidden) {
    /** The slice as training sees it: as if the hidden columns had never been acquired. */
    public KspaceSlice open() {
        boolean[] seen = new boolean[hidden.length];
        for (int x = 0; x < hidden.length; x++) {
            seen[x] = !hidden[x];
        }
        return slice.only(seen);
    }

    /** How many times fewer columns were acquired than there are. */
    public double acceleration() {
        int seen = 0;
        for (boolean column : slice.acquired()) {
            seen += column ? 1 : 0;
        }
        return (double) slice.width() / Math.max(1, seen);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sample that && Arrays.equals(hidden, that.hidden) && slice.same(that.slice);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hidden);
    }
}
