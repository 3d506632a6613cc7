package org.larmor.jssl.sampling;

import java.util.random.RandomGenerator;

/**
 * How the split of each self-supervised sample is drawn.
 *
 * @param splitting which points of Ω become Λ
 * @param leastTenths tenths of Ω that become Λ, at least
 * @param mostTenths and at most; each tenth between them alike
 */
public record SplitDraw(Splitting splitting, int leastTenths, int mostTenths) {
    /** As published: 0.2 to 0.8. */
    public static final SplitDraw PAPER = new SplitDraw(Splitting.GAUSSIAN, 2, 8);

    /**
     * 0.1 to 0.4: what the network is shown stays near to what it gets in use. With 0.2 to 0.8, self-supervision alone
     * made the starter worse within a hundred steps.
     */
    public static final SplitDraw NEAR = new SplitDraw(Splitting.GAUSSIAN, 1, 4);

    /** Whole columns, by the same part; weighted by {@link ColumnWeights}. */
    public static final SplitDraw COLUMNS = new SplitDraw(Splitting.COLUMNS, 1, 4);

    public SplitDraw {
        if (leastTenths < 1 || mostTenths < leastTenths || mostTenths > 9) {
            throw new IllegalArgumentException("ratios from " + leastTenths + " to " + mostTenths + " tenths");
        }
    }

    /** Of another kind, by the same parts. */
    public SplitDraw with(Splitting other) {
        return new SplitDraw(other, leastTenths, mostTenths);
    }

    /** @param omega what of the slice was acquired, row by row */
    public Split draw(boolean[] omega, int height, int width, RandomGenerator random) {
        double ratio = random.nextInt(leastTenths, mostTenths + 1) / 10.0;
        return splitting.split(omega, height, width, ratio, random);
    }

    @Override
    public String toString() {
        return splitting + ", 0." + leastTenths + " to 0." + mostTenths;
    }
}
