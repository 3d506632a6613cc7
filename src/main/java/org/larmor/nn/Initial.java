package org.larmor.nn;

import java.util.SplittableRandom;

/** How a parameter starts. The numbers drawn depend on the seed and the parameter's name alone. */
public sealed interface Initial {
    /** Uniform in ±bound. */
    record Uniform(double bound) implements Initial {}

    /** A normal distribution, redrawn until within [low, high]. */
    record TruncatedNormal(double std, double low, double high) implements Initial {}

    /** The same value everywhere. */
    record Constant(double value) implements Initial {}

    /** A convolution's weight and bias: uniform in ±1/√fanIn. */
    static Initial fanIn(long fanIn) {
        return new Uniform(1 / Math.sqrt((double) fanIn));
    }

    /** Draws {@code size} values. */
    default float[] draw(long seed, String name, int size) {
        SplittableRandom random = new SplittableRandom(seed ^ hash(name));
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float)
                    switch (this) {
                        case Uniform(double bound) -> random.nextDouble(-bound, bound);
                        case Constant(double value) -> value;
                        case TruncatedNormal(double std, double low, double high) -> truncated(random, std, low, high);
                    };
        }
        return values;
    }

    private static double truncated(SplittableRandom random, double std, double low, double high) {
        double value;
        do {
            value = std * random.nextGaussian();
        } while (value < low || value > high);
        return value;
    }

    /** FNV-1a, 64 bits: fixed for all time, unlike {@link String#hashCode} a hash of 64 bits. */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
