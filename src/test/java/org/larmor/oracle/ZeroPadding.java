package org.larmor.oracle;

/** Points of k-space that the scanner filled with zeros instead of measuring them. */
final class ZeroPadding {
    /** The usual threshold. */
    static final double EPSILON = 0.001;

    private ZeroPadding() {}

    /**
     * Points whose Σ_c|k| is below ε times its mean.
     *
     * @param pairs k-space of all coils [coil, point], (re, im) interleaved
     * @param points number of points of one coil
     */
    static boolean[] of(float[] pairs, int points, double epsilon) {
        double[] sums = new double[points];
        double mean = 0;
        for (int i = 0; i < pairs.length / 2; i++) {
            double modulus = Math.hypot(pairs[2 * i], pairs[2 * i + 1]);
            sums[i % points] += modulus;
            mean += modulus / points;
        }
        boolean[] padding = new boolean[points];
        for (int i = 0; i < points; i++) {
            padding[i] = sums[i] < epsilon * mean;
        }
        return padding;
    }
}
