package org.larmor.adapt.gate;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One-sided bounds of the mean over units by the bootstrap: whole units are drawn with replacement, each with the mean over
 * all that was measured of it. It is the studentized one (Efron and Tibshirani 1993, section 12.5): with as few units as
 * there are, percentiles of the mean itself lie too near.
 */
public final class UnitBootstrap {
    private UnitBootstrap() {}

    /**
     * The bound above which the mean lies, but for an error of so much.
     *
     * @param means of each unit
     * @param error one-sided, 0 to 0.5
     * @param draws of all units
     * @return −∞ where the units are too few to tell
     */
    public static double lower(double[] means, double error, int draws, long seed) {
        int units = means.length;
        if (units < 2) {
            return Double.NEGATIVE_INFINITY;
        }
        double mean = Arrays.stream(means).average().orElseThrow();
        double spread = spread(means, mean);
        if (spread == 0) {
            return mean;
        }
        double[] drawn = new double[units];
        double[] away = new double[draws];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < draws; i++) {
            double sum = 0;
            for (int j = 0; j < units; j++) {
                drawn[j] = means[random.nextInt(units)];
                sum += drawn[j];
            }
            double own = spread(drawn, sum / units);
            // the same unit each time: as far off as it is, and no knowing how sure
            away[i] = own > 0
                    ? (sum / units - mean) / own
                    : Math.signum(sum / units - mean) * Double.POSITIVE_INFINITY;
        }
        Arrays.sort(away);
        return mean - away[(int) Math.ceil((1 - error) * draws) - 1] * spread;
    }

    /** The standard error of the mean. */
    private static double spread(double[] values, double mean) {
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / (values.length - 1) / values.length);
    }
}
