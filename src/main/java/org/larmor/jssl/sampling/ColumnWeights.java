package org.larmor.jssl.sampling;

import java.util.Arrays;
import java.util.List;

/**
 * The K-weights of column splits (Millard and Chiew): with P the probability that a column is in Ω and P̃ that a column of
 * Ω is in Θ, {@code K = (1 − P̃P)^-1 (1 − P)}, and what the loss sees of Λ is multiplied by {@code (1 − K)^-½}, so that
 * columns that are rarely acquired count as much as others. P is how often a column outside the middle's run was acquired by
 * the targets' masks, pooled over parts of the width; where all masks are one, it is 1, and so is every weight.
 */
public final class ColumnWeights {
    private static final int PARTS = 16;

    private final double[] acquired;

    private ColumnWeights(double[] acquired) {
        this.acquired = acquired;
    }

    /** Of the masks of all that is learned from by itself; they may differ in width. */
    public static ColumnWeights of(List<ColumnMask> masks) {
        double[] acquired = new double[PARTS];
        if (masks.stream().allMatch(mask -> Arrays.equals(mask.columns(), masks.getFirst().columns()))) {
            Arrays.fill(acquired, 1);
            return new ColumnWeights(acquired);
        }
        double[] all = new double[PARTS];
        for (ColumnMask mask : masks) {
            boolean[] outer = mask.outer();
            boolean[] columns = mask.columns();
            for (int x = 0; x < outer.length; x++) {
                if (outer[x] || !columns[x]) {
                    all[part(x, outer.length)]++;
                    acquired[part(x, outer.length)] += outer[x] ? 1 : 0;
                }
            }
        }
        for (int part = 0; part < PARTS; part++) {
            acquired[part] = acquired[part] == 0 ? 1 : acquired[part] / all[part];
        }
        return new ColumnWeights(acquired);
    }

    private static int part(int column, int width) {
        return (int) ((long) column * PARTS / width);
    }

    /**
     * The weight of each column of a split.
     *
     * @param kept P̃: the part of Ω's columns outside the centre that the network is shown, in [0, 1)
     */
    public float[] of(int width, double kept) {
        float[] weights = new float[width];
        for (int x = 0; x < width; x++) {
            double p = acquired[part(x, width)];
            double k = (1 - p) / (1 - kept * p);
            weights[x] = (float) (1 / Math.sqrt(1 - k));
        }
        return weights;
    }
}
