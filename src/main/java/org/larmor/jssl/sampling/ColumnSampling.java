package org.larmor.jssl.sampling;

import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** fastMRI's two ways to leave out columns; the central ones are always kept. */
public enum ColumnSampling {
    /** Every so many columns from a random offset. */
    EQUISPACED {
        @Override
        public ColumnMask draw(int columns, Acceleration acceleration, RandomGenerator random) {
            int bound = offsetBound(columns, acceleration);
            return equispaced(columns, acceleration, bound > 1 ? random.nextInt(bound) : 0);
        }
    },
    /** Each column by chance. */
    RANDOM {
        @Override
        public ColumnMask draw(int columns, Acceleration acceleration, RandomGenerator random) {
            return random(columns, acceleration, random::nextDouble);
        }
    };

    public abstract ColumnMask draw(int columns, Acceleration acceleration, RandomGenerator random);

    /** The number of possible offsets of {@link #equispaced}. */
    public static int offsetBound(int columns, Acceleration acceleration) {
        return (int) Math.rint(spacing(columns, acceleration));
    }

    /**
     * Columns {@code offset, offset + a, …} rounded half to even, with the spacing a widened so that together with the
     * centre the factor is met. Where the centre alone is more than that, the centre alone.
     */
    public static ColumnMask equispaced(int columns, Acceleration acceleration, int offset) {
        boolean[] mask = new boolean[columns];
        double spacing = spacing(columns, acceleration);
        if (spacing > 0 && !Double.isInfinite(spacing)) {
            for (int i = 0; offset + i * spacing < columns - 1; i++) {
                mask[(int) Math.rint(offset + i * spacing)] = true;
            }
        }
        return withCentre(mask, acceleration);
    }

    /** @param uniforms one draw from [0, 1) per column, in their order */
    public static ColumnMask random(int columns, Acceleration acceleration, DoubleSupplier uniforms) {
        int low = low(columns, acceleration);
        double probability = ((double) columns / acceleration.factor() - low) / (columns - low);
        boolean[] mask = new boolean[columns];
        for (int i = 0; i < columns; i++) {
            mask[i] = uniforms.getAsDouble() < probability;
        }
        return withCentre(mask, acceleration);
    }

    private static ColumnMask withCentre(boolean[] mask, Acceleration acceleration) {
        int low = low(mask.length, acceleration);
        int pad = (mask.length - low + 1) / 2;
        java.util.Arrays.fill(mask, pad, pad + low, true);
        return new ColumnMask(mask, pad, low);
    }

    private static int low(int columns, Acceleration acceleration) {
        return (int) Math.rint(columns * acceleration.centreFraction());
    }

    private static double spacing(int columns, Acceleration acceleration) {
        int low = low(columns, acceleration);
        double factor = acceleration.factor();
        return factor * (low - columns) / (low * factor - columns);
    }
}
