package org.larmor.jssl.simulated;

import java.util.random.RandomGenerator;

/** A smooth random field over the unit square: a few normally distributed knots a side, cosines between them. */
final class SmoothField {
    private final double[] knots;
    private final int side;

    SmoothField(RandomGenerator random, int side, double deviation) {
        this.side = side;
        knots = new double[side * side];
        for (int i = 0; i < knots.length; i++) {
            knots[i] = deviation * random.nextGaussian();
        }
    }

    /** @param v from the top, 0 to 1 */
    double at(double v, double u) {
        double y = Math.clamp(v, 0, 1) * (side - 1);
        double x = Math.clamp(u, 0, 1) * (side - 1);
        int top = Math.min((int) y, side - 2);
        int left = Math.min((int) x, side - 2);
        double down = eased(y - top);
        double right = eased(x - left);
        int at = top * side + left;
        return (1 - down) * ((1 - right) * knots[at] + right * knots[at + 1])
                + down * ((1 - right) * knots[at + side] + right * knots[at + side + 1]);
    }

    private static double eased(double t) {
        return 0.5 - 0.5 * Math.cos(Math.PI * t);
    }
}
