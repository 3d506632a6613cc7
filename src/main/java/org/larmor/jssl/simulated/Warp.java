package org.larmor.jssl.simulated;

import java.util.random.RandomGenerator;

/** An image seen anew: turned, zoomed, sheared, shifted, bent, its brightness mapped anew. */
final class Warp {
    private static final int KNOTS = 6;

    private Warp() {}

    static Plane apply(Plane image, int height, int width, RandomGenerator random) {
        double angle = random.nextDouble(2 * Math.PI);
        double zoom = random.nextDouble(0.65, 1.4);
        double shear = random.nextDouble(-0.2, 0.2);
        double stretch = random.nextDouble(0.8, 1.25);
        double down = random.nextDouble(-0.12, 0.12);
        double right = random.nextDouble(-0.12, 0.12);
        SmoothField bendY = new SmoothField(random, 5, 0.03);
        SmoothField bendX = new SmoothField(random, 5, 0.03);
        double[] map = brightness(random);
        SmoothField bias = new SmoothField(random, 3, 0.15);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double side = Math.min(height, width);
        float[] out = new float[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double v = (y + 0.5) / height;
                double u = (x + 0.5) / width;
                double b = (y - height / 2.0) / side * zoom * stretch + down + bendY.at(v, u);
                double a = (x - width / 2.0) / side * zoom / stretch + right + bendX.at(v, u) + shear * b;
                double fromY = (sin * a + cos * b + 0.5) * image.height();
                double fromX = (cos * a - sin * b + 0.5) * image.width();
                out[y * width + x] = (float) (mapped(map, image.at(fromY, fromX)) * Math.exp(bias.at(v, u)));
            }
        }
        return new Plane(out, height, width);
    }

    /** From 0 to 1 in equal steps: mostly a power, sometimes any contrast at all. Air stays dark. */
    private static double[] brightness(RandomGenerator random) {
        double[] map = new double[KNOTS + 1];
        double gamma = random.nextDouble(0.6, 1.6);
        boolean any = random.nextInt(4) == 0;
        for (int i = 1; i <= KNOTS; i++) {
            map[i] = any ? random.nextDouble() : Math.pow((double) i / KNOTS, gamma);
        }
        return map;
    }

    private static double mapped(double[] map, double value) {
        double at = Math.clamp(value, 0, 1.5) * KNOTS;
        int low = Math.min((int) at, KNOTS - 1);
        return Math.max(0, map[low] + (at - low) * (map[low + 1] - map[low]));
    }
}
