package org.larmor.jssl.simulated;

import java.util.random.RandomGenerator;

/** A body drawn of ellipses with wavy outlines and soft edges, some with a fine texture, and thin lines. */
final class Shapes {
    private Shapes() {}

    static Plane draw(int height, int width, RandomGenerator random) {
        Plane image = Plane.zero(height, width);
        double reach = random.nextDouble(0.3, 0.48);
        shape(image, 0, 0, reach, reach * random.nextDouble(0.6, 1), random.nextDouble(0.2, 0.9), random);
        int inner = random.nextInt(4, 28);
        for (int i = 0; i < inner; i++) {
            double size = reach * Math.pow(random.nextDouble(), 1.5) * 0.6 + 0.012;
            double along = reach * random.nextDouble(-0.8, 0.8);
            double across = reach * random.nextDouble(-0.8, 0.8);
            double level = random.nextInt(4) == 0 ? 0 : random.nextDouble(0, 1.2);
            shape(image, along, across, size, size * random.nextDouble(0.15, 1), level, random);
        }
        return image;
    }

    private static void shape(
            Plane image, double cy, double cx, double a, double b, double level, RandomGenerator random) {
        double angle = random.nextDouble(Math.PI);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double wave = random.nextDouble(0, 0.25);
        int lobes = random.nextInt(2, 7);
        double phase = random.nextDouble(2 * Math.PI);
        boolean shell = random.nextInt(4) == 0;
        double wall = random.nextDouble(0.08, 0.3);
        SmoothField texture = new SmoothField(random, random.nextInt(4, 40), random.nextBoolean() ? 0.15 : 0);
        double side = Math.min(image.height(), image.width());
        double edge = 0.7 / (side * Math.min(a, b));
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                double dy = (y - image.height() / 2.0) / side - cy;
                double dx = (x - image.width() / 2.0) / side - cx;
                double p = (cos * dx + sin * dy) / a;
                double q = (cos * dy - sin * dx) / b;
                if (Math.abs(p) > 1.4 || Math.abs(q) > 1.4) {
                    continue;
                }
                double radius = Math.hypot(p, q) * (1 + wave * Math.sin(lobes * Math.atan2(q, p) + phase));
                double inside = Math.clamp(0.5 + (1 - radius) / (2 * edge), 0, 1);
                if (shell) {
                    inside *= 1 - Math.clamp(0.5 + (1 - wall - radius) / (2 * edge), 0, 1);
                }
                if (inside > 0) {
                    int at = y * image.width() + x;
                    double value = level * (1 + texture.at(0.5 + p / 2.8, 0.5 + q / 2.8));
                    image.values()[at] += (float) (inside * (value - image.values()[at]));
                }
            }
        }
    }
}
