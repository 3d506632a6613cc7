package org.larmor.jssl.sampling;

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

    /** What was measured, with the run of columns around the middle one as the centre. */
    public static ColumnMask acquired(boolean[] columns) {
        int middle = columns.length / 2;
        int first = middle;
        while (first > 0 && columns[first] && columns[first - 1]) {
            first--;
        }
        int end = middle;
        while (end < columns.length && columns[end]) {
            end++;
        }
        return new ColumnMask(columns, first, end - first);
    }

    /** Without columns that were never measured; the centre shrinks to what is left around its middle. */
    public ColumnMask within(boolean[] acquired) {
        boolean[] both = columns.clone();
        boolean[] centre = new boolean[columns.length];
        for (int i = 0; i < both.length; i++) {
            both[i] &= acquired[i];
            centre[i] = both[i] && i >= acsStart && i < acsStart + acsLength;
        }
        ColumnMask run = acquired(centre);
        return new ColumnMask(both, run.acsStart, run.acsLength);
    }

    /** The measured columns' indices, ascending. */
    public int[] indices() {
        return IntStream.range(0, columns.length).filter(i -> columns[i]).toArray();
    }

    /** The measured columns outside the run around the middle one, which may be longer than the centre. */
    public boolean[] outer() {
        ColumnMask run = acquired(columns);
        boolean[] outer = columns.clone();
        java.util.Arrays.fill(outer, run.acsStart, run.acsStart + run.acsLength, false);
        return outer;
    }

    /** Without some columns, none of which is of the centre. */
    public ColumnMask without(boolean[] hidden) {
        boolean[] left = columns.clone();
        for (int i = 0; i < left.length; i++) {
            left[i] &= !hidden[i];
        }
        return new ColumnMask(left, acsStart, acsLength);
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
