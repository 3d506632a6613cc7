package org.larmor.adapt.watch;

/**
 * A lower bound for the mean of what comes one by one, which holds at every look: by betting (Waudby-Smith and Ramdas,
 * JRSS B 2024). Who bets against "the mean is at most m" starts with a capital of 1 and multiplies what is staked by 1 + λ (x −
 * m); where the claim is true, the capital reaches 20 with a probability of 1/20 at most, ever (Ville). The stakes are spread
 * over several λ, since the right one is not known, and over all times at which a change may begin: at observation k the
 * part 1/(k (k + 1)) of the capital enters. So the bound is one for the highest mean that there has been so far, and a mean
 * that rises late is found nearly as soon as one that was high from the start.
 *
 * <p>Values are clipped to ±1, so that one of them alone says little; the mean is that of the clipped values.
 */
public final class ConfidenceSequence {
    /** How often the bound is wrong, over all looks together. */
    public static final double ERROR = 0.05;

    private static final double[] STAKES = {0.1, 0.3, 0.6, 0.95};

    /** The means that are betted against: −0.95 to 0.95. */
    private static final int STEPS = 19;

    private static final double STEP = 0.05;

    /** By mean and stake. */
    private final double[][] capital = new double[2 * STEPS + 1][STAKES.length];

    private int count;
    private double sum;
    private double bound = -1;

    /** Takes in the next value. */
    public void add(double value) {
        double clipped = Math.clamp(value, -1.0, 1.0);
        count++;
        sum += clipped;
        double enters = 1.0 / ((double) count * (count + 1));
        double left = 1.0 / (count + 1);
        for (int m = 0; m < capital.length; m++) {
            double mean = (m - STEPS) * STEP;
            double all = 0;
            for (int s = 0; s < STAKES.length; s++) {
                capital[m][s] = (capital[m][s] + enters) * (1 + STAKES[s] / (1 + mean) * (clipped - mean));
                all += capital[m][s] / STAKES.length;
            }
            if (left + all >= 1 / ERROR) {
                bound = Math.max(bound, mean); // what was once refuted stays so
            }
        }
    }

    /** How many values there were. */
    public int count() {
        return count;
    }

    /** The mean of all clipped values; 0 where there is none. */
    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /** What the highest mean has been at least; −1 where nothing is known. */
    public double lowerBound() {
        return bound;
    }

    /** Whether the mean has been above 0. */
    public boolean isPositive() {
        return bound > -STEP / 2;
    }
}
