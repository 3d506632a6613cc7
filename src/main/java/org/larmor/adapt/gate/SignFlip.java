package org.larmor.adapt.gate;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The sign-flip test on paired differences of independent units: without a true difference each unit's sign is a coin, so
 * the mean is compared with those under all sign patterns. One-sided, for a difference above zero.
 */
final class SignFlip {
    /** Two halves of that many patterns each are held, 8 MiB. */
    private static final int MOST_EXACT = 40;

    private static final int DRAWN = 1 << 20;

    /** What rounding may do to a sum, as a part of the sum of magnitudes. */
    private static final double ROUNDING = 1e-12;

    private SignFlip() {}

    /**
     * The part of sign patterns whose mean is at least the one that was found: exact for up to 40 units; beyond, of about a
     * million patterns drawn and the one that was found, which is valid too (Phipson and Smyth 2010).
     *
     * @return 1 where there are no units
     */
    static double pValue(double[] differences, long seed) {
        double rounding = ROUNDING * Arrays.stream(differences).map(Math::abs).sum();
        int units = differences.length;
        return units <= MOST_EXACT
                ? exact(differences, rounding) / Math.pow(2, units)
                : (1.0 + drawn(differences, rounding, seed)) / (1.0 + DRAWN);
    }

    /**
     * How many patterns there are whose sum is not below that of none flipped. Flipping a set of units takes twice their sum
     * from it, so these are the sets whose sum is not above zero: pairs of sets of either half, found along their sorted sums.
     */
    private static double exact(double[] differences, double rounding) {
        int half = differences.length / 2;
        double[] one = sums(Arrays.copyOfRange(differences, 0, half));
        double[] other = sums(Arrays.copyOfRange(differences, half, differences.length));
        double count = 0;
        int reach = other.length;
        for (double sum : one) {
            while (reach > 0 && sum + other[reach - 1] > rounding) {
                reach--;
            }
            count += reach;
        }
        return count;
    }

    /** The sums of all sets, ascending. */
    private static double[] sums(double[] values) {
        double[] sums = new double[1 << values.length];
        for (int set = 1; set < sums.length; set++) {
            int last = Integer.numberOfTrailingZeros(set);
            sums[set] = sums[set & (set - 1)] + values[last];
        }
        Arrays.sort(sums);
        return sums;
    }

    private static double drawn(double[] differences, double rounding, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int count = 0;
        for (int i = 0; i < DRAWN; i++) {
            double flipped = 0;
            for (int at = 0; at < differences.length; at += Long.SIZE) {
                long signs = random.nextLong();
                for (int j = at; j < Math.min(differences.length, at + Long.SIZE); j++, signs >>>= 1) {
                    flipped += (signs & 1) == 0 ? 0 : differences[j];
                }
            }
            count += flipped <= rounding ? 1 : 0;
        }
        return count;
    }
}
