package org.larmor.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An ellipsoid of the phantom, in units of half the field of view: x to the right, y up, z along the slices.
 *
 * @param intensity added to what lies below
 * @param angle of the first axis against x, in degrees
 */
record Ellipse(double intensity, double a, double b, double c, double x, double y, double z, double angle) {
    /** Shepp and Logan's head with Toft's contrasts, in three dimensions (Koay 2007 gives its axes). */
    static final List<Ellipse> SHEPP_LOGAN = List.of(
            new Ellipse(1.0, 0.6900, 0.920, 0.810, 0, 0, 0, 0),
            new Ellipse(-0.8, 0.6624, 0.874, 0.780, 0, -0.0184, 0, 0),
            new Ellipse(-0.2, 0.1100, 0.310, 0.220, 0.22, 0, 0, -18),
            new Ellipse(-0.2, 0.1600, 0.410, 0.280, -0.22, 0, 0, 18),
            new Ellipse(0.1, 0.2100, 0.250, 0.410, 0, 0.35, -0.15, 0),
            new Ellipse(0.1, 0.0460, 0.046, 0.050, 0, 0.1, 0.25, 0),
            new Ellipse(0.1, 0.0460, 0.046, 0.050, 0, -0.1, 0.25, 0),
            new Ellipse(0.1, 0.0460, 0.023, 0.050, -0.08, -0.605, 0, 0),
            new Ellipse(0.1, 0.0230, 0.023, 0.020, 0, -0.606, 0, 0),
            new Ellipse(0.1, 0.0230, 0.046, 0.020, 0.06, -0.605, 0, 0));

    /** A head with the contrasts of an image at short echo and repetition times: scalp, skull, brain, what lies in it. */
    private static final List<Ellipse> HEAD = List.of(
            new Ellipse(0.45, 0.6900, 0.920, 0.810, 0, 0, 0, 0),
            new Ellipse(-0.35, 0.6600, 0.890, 0.790, 0, -0.01, 0, 0),
            new Ellipse(0.4, 0.6300, 0.850, 0.770, 0, -0.01, 0, 0),
            new Ellipse(-0.3, 0.1100, 0.310, 0.220, 0.22, 0, 0, -18),
            new Ellipse(-0.3, 0.1300, 0.360, 0.280, -0.22, 0, 0, 18),
            new Ellipse(0.1, 0.2100, 0.250, 0.410, 0, 0.35, -0.15, 0),
            new Ellipse(0.15, 0.0460, 0.046, 0.050, 0, 0.1, 0.25, 0),
            new Ellipse(-0.15, 0.0460, 0.046, 0.050, 0, -0.1, 0.25, 0),
            new Ellipse(0.15, 0.0460, 0.040, 0.050, -0.08, -0.605, 0, 0),
            new Ellipse(-0.2, 0.0400, 0.046, 0.050, 0.08, -0.605, 0, 0));

    /** Scalp, skull and brain, which are moved together. */
    private static final int SHELLS = 3;

    private static final int FEWEST_SPOTS = 3;
    private static final int MOST_SPOTS = 8;

    /** Somebody's head, alike for the same number: narrower or wider, what lies in the brain moved, stretched, turned and faded. */
    static List<Ellipse> headOf(long somebody) {
        SplittableRandom random = new SplittableRandom(somebody);
        double width = random.nextDouble(0.85, 1);
        List<Ellipse> head = new ArrayList<>();
        for (Ellipse one : HEAD) {
            if (head.size() < SHELLS) {
                head.add(new Ellipse(one.intensity, one.a * width, one.b, one.c, one.x, one.y, one.z, one.angle));
            } else {
                head.add(new Ellipse(
                        one.intensity * random.nextDouble(0.5, 1.2),
                        one.a * random.nextDouble(0.75, 1.25) * width,
                        one.b * random.nextDouble(0.75, 1.25),
                        one.c,
                        one.x * width + random.nextDouble(-0.06, 0.06),
                        one.y + random.nextDouble(-0.06, 0.06),
                        one.z,
                        one.angle + random.nextDouble(-20, 20)));
            }
        }
        int spots = random.nextInt(FEWEST_SPOTS, MOST_SPOTS + 1);
        for (int i = 0; i < spots; i++) {
            double radius = random.nextDouble(0.02, 0.07);
            head.add(new Ellipse(
                    random.nextDouble(-0.15, 0.2),
                    radius,
                    radius * random.nextDouble(0.6, 1.6),
                    0.6,
                    random.nextDouble(-0.4, 0.4) * width,
                    random.nextDouble(-0.6, 0.6),
                    0,
                    random.nextDouble(0, 180)));
        }
        return List.copyOf(head);
    }

    boolean contains(double px, double py, double pz) {
        double radians = Math.toRadians(angle);
        double dx = px - x;
        double dy = py - y;
        double u = (dx * Math.cos(radians) + dy * Math.sin(radians)) / a;
        double v = (dy * Math.cos(radians) - dx * Math.sin(radians)) / b;
        double w = (pz - z) / c;
        return u * u + v * v + w * w <= 1;
    }
}
