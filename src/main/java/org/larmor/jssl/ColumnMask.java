package org.larmor.jssl;

import java.util.stream.IntStream;

/**
 * Which columns along the phase-encoding axis are measured.
 *
 * @param acsStart first of the fully sampled central columns
 * @param acsLength how many they are
 */
public record ColumnMask(boolean[] columns, int acsStart, int acsLength) {
    public ColumnMask {
        columns = columns.clone();
    }

    @Override
    public boolean[] columns() {
        return columns.clone();
    }

    /** The measured columns' indices, ascending. */
    public int[] indices() {
        return IntStream.range(0, columns.length).filter(i -> columns[i]).toArray();
    }

    /** The central columns alone, as 0/1. */
    public float[] acs() {
        float[] acs = new float[columns.length];
        java.util.Arrays.fill(acs, acsStart, acsStart + acsLength, 1);
        return acs;
    }

    /** All measured columns as 0/1. */
    public float[] values() {
        float[] values = new float[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns[i] ? 1 : 0;
        }
        return values;
    }
}
