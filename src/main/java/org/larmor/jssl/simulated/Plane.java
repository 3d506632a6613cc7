package org.larmor.jssl.simulated;

import java.util.Arrays;

/** A real image [height][width], row by row. */
record Plane(float[] values, int height, int width) {
    Plane {
        if (values.length != height * width) {
            throw new IllegalArgumentException(values.length + " values for " + height + " by " + width);
        }
    }

    static Plane zero(int height, int width) {
        return new Plane(new float[height * width], height, width);
    }

    /** Linear between pixels, 0 outside. */
    float at(double y, double x) {
        int top = (int) Math.floor(y);
        int left = (int) Math.floor(x);
        double down = y - top;
        double right = x - left;
        return (float) ((1 - down) * ((1 - right) * pixel(top, left) + right * pixel(top, left + 1))
                + down * ((1 - right) * pixel(top + 1, left) + right * pixel(top + 1, left + 1)));
    }

    private float pixel(int y, int x) {
        return y < 0 || x < 0 || y >= height || x >= width ? 0 : values[y * width + x];
    }

    /** Divided by the value that one pixel in a hundred exceeds; as it is where that is 0. */
    Plane normalized() {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        float high = sorted[(int) (0.99 * (sorted.length - 1))];
        if (!(high > 0)) {
            return this;
        }
        float[] scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = values[i] / high;
        }
        return new Plane(scaled, height, width);
    }
}
