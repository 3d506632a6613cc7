package org.larmor.jssl.sampling;

import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/**
 * How the target part Λ is drawn from a sampling mask Ω: point by point as in SSDU, or column by column. A central block
 * of 4×4 never is in Λ.
 */
public enum Splitting {
    /** Around the centre, the density falling off as a Gaussian. */
    GAUSSIAN {
        @Override
        public Split split(boolean[] omega, int height, int width, double ratio, RandomGenerator random) {
            return gaussian(omega, height, width, ratio, random::nextDouble);
        }
    },
    /** Every point alike. */
    UNIFORM {
        @Override
        public Split split(boolean[] omega, int height, int width, double ratio, RandomGenerator random) {
            return uniform(omega, height, width, ratio, random);
        }
    },
    /** Whole columns outside the centre, every one alike: what is left is a sampling mask of the same kind. */
    COLUMNS {
        @Override
        public Split split(boolean[] omega, int height, int width, double ratio, RandomGenerator random) {
            return columns(omega, height, width, ratio, random);
        }
    };

    private static final int BLOCK = 4;
    private static final double STD_SCALE = 3.5;
    /** Tries per point before the rest is given up: points far out are drawn once in thousands of tries. */
    private static final long TRIES = 10_000;

    /**
     * @param omega the sampling mask, row by row
     * @param ratio the part of Ω that becomes Λ, in (0, 1)
     */
    public abstract Split split(boolean[] omega, int height, int width, double ratio, RandomGenerator random);

    /**
     * Accepts points of Ω outside the block, each once, until ⌈|Ω|·ratio⌉ + 1 are found, none is left, or they become
     * too rare to find.
     *
     * @param uniforms draws from [0, 1], two per try (Box–Muller)
     */
    public static Split gaussian(
            boolean[] omega, int height, int width, double ratio, DoubleSupplier uniforms) {
        boolean[] eligible = outsideBlock(omega, height, width, ratio);
        long wanted = Math.min((long) Math.ceil(count(omega) * ratio) + 1, count(eligible));
        boolean[] target = new boolean[omega.length];
        long tries = TRIES * wanted;
        for (long found = 0; found < wanted && tries > 0; tries--) {
            double radius = Math.sqrt(-2 * Math.log(uniforms.getAsDouble()));
            double angle = 2 * Math.PI * uniforms.getAsDouble();
            double y = Math.floorDiv(height, 2) + radius * Math.cos(angle) * (height - 1) / STD_SCALE;
            double x = Math.floorDiv(width, 2) + radius * Math.sin(angle) * (width - 1) / STD_SCALE;
            // towards zero, so that (−1, 0) counts as 0; an infinite radius lands outside
            int row = (int) y;
            int column = (int) x;
            if (row < 0 || row >= height || column < 0 || column >= width) {
                continue;
            }
            int at = row * width + column;
            if (eligible[at] && !target[at]) {
                target[at] = true;
                found++;
            }
        }
        return Split.of(height, width, omega, target);
    }

    /** ⌊|Ω outside the block|·ratio⌋ points without replacement. */
    public static Split uniform(boolean[] omega, int height, int width, double ratio, RandomGenerator random) {
        boolean[] eligible = outsideBlock(omega, height, width, ratio);
        int left = count(eligible);
        int wanted = (int) Math.floor(left * ratio);
        boolean[] target = new boolean[omega.length];
        for (int i = 0; i < eligible.length && wanted > 0; i++) {
            if (eligible[i]) {
                // selection sampling: each of the remaining points with the probability that fills the rest
                if (random.nextInt(left) < wanted) {
                    target[i] = true;
                    wanted--;
                }
                left--;
            }
        }
        return Split.of(height, width, omega, target);
    }

    /**
     * Of the columns of which anything was acquired outside the run around the middle one, ⌈their number·ratio⌉ without
     * replacement. None where there are none.
     */
    public static Split columns(boolean[] omega, int height, int width, double ratio, RandomGenerator random) {
        boolean[] eligible = outsideBlock(omega, height, width, ratio);
        boolean[] acquired = new boolean[width];
        for (int i = 0; i < omega.length; i++) {
            acquired[i % width] |= omega[i];
        }
        boolean[] outer = new ColumnMask(acquired, 0, 0).outer();
        int left = count(outer);
        int wanted = (int) Math.ceil(left * ratio);
        boolean[] target = new boolean[omega.length];
        for (int x = 0; x < width; x++) {
            if (outer[x]) {
                if (random.nextInt(left) < wanted) {
                    for (int y = 0; y < height; y++) {
                        target[y * width + x] = eligible[y * width + x];
                    }
                    wanted--;
                }
                left--;
            }
        }
        return Split.of(height, width, omega, target);
    }

    private static boolean[] outsideBlock(boolean[] omega, int height, int width, double ratio) {
        if (omega.length != height * width) {
            throw new IllegalArgumentException(
                    "a mask of " + omega.length + " points is not " + height + " by " + width);
        }
        if (!(ratio > 0 && ratio < 1)) {
            throw new IllegalArgumentException("ratio " + ratio);
        }
        boolean[] eligible = omega.clone();
        for (int y = Math.max(0, height / 2 - BLOCK / 2); y < Math.min(height, height / 2 + BLOCK / 2); y++) {
            for (int x = Math.max(0, width / 2 - BLOCK / 2); x < Math.min(width, width / 2 + BLOCK / 2); x++) {
                eligible[y * width + x] = false;
            }
        }
        return eligible;
    }

    private static int count(boolean[] mask) {
        int count = 0;
        for (boolean point : mask) {
            count += point ? 1 : 0;
        }
        return count;
    }
}
