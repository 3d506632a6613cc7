package org.larmor.jssl.simulated;

import java.util.random.RandomGenerator;

/** Loops around the body at random: wide or narrow, near or far, each with a phase that turns with the direction to it. */
final class CoilRing {
    private CoilRing() {}

    /** Complex sensitivities as pairs [coil][height][width]. */
    static float[] draw(int coils, int height, int width, RandomGenerator random) {
        double distance = random.nextDouble(0.55, 0.9);
        double reach = random.nextDouble(0.5, 1.1);
        double twist = random.nextDouble(0, 0.8);
        double power = random.nextDouble(0.8, 1.5);
        double side = Math.max(height, width);
        double start = random.nextDouble(2 * Math.PI);
        float[] maps = new float[2 * coils * height * width];
        int at = 0;
        for (int c = 0; c < coils; c++) {
            double angle = start + 2 * Math.PI * (c + random.nextDouble(-0.2, 0.2)) / coils;
            double away = distance * random.nextDouble(0.9, 1.1);
            double cy = away * Math.sin(angle);
            double cx = away * Math.cos(angle);
            double gain = random.nextDouble(0.7, 1.3);
            double offset = random.nextDouble(2 * Math.PI);
            SmoothField wobble = new SmoothField(random, 3, 0.15);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double dy = (y - height / 2.0) / side - cy;
                    double dx = (x - width / 2.0) / side - cx;
                    double near = (dy * dy + dx * dx) / (reach * reach);
                    double size = gain * Math.pow(1 + near, -power);
                    double phase = offset
                            + twist * Math.atan2(dy * Math.cos(angle) - dx * Math.sin(angle),
                                    -dy * Math.sin(angle) - dx * Math.cos(angle))
                            + wobble.at((y + 0.5) / height, (x + 0.5) / width);
                    maps[at++] = (float) (size * Math.cos(phase));
                    maps[at++] = (float) (size * Math.sin(phase));
                }
            }
        }
        return maps;
    }
}
