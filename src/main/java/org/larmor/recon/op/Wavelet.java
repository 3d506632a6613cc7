package org.larmor.recon.op;

/**
 * The orthonormal Daubechies wavelet transform of two vanishing moments (four taps; Daubechies, Comm Pure Appl Math 41,
 * 1988) of periodic complex images, along each axis as often as its length divides by two, at most {@value #LEVELS}
 * times, after a cyclic shift. Not for use by several threads at once.
 */
public final class Wavelet {
    private static final int LEVELS = 4;
    private static final double ROOT = Math.sqrt(3);
    private static final float[] LOW = {tap(1 + ROOT), tap(3 + ROOT), tap(3 - ROOT), tap(1 - ROOT)};
    private static final float[] HIGH = {LOW[3], -LOW[2], LOW[1], -LOW[0]};

    private final int height;
    private final int width;
    private final float[] buffer;

    public Wavelet(int height, int width) {
        this.height = height;
        this.width = width;
        buffer = new float[2 * height * width];
    }

    /**
     * Soft thresholding of the coefficients: the proximal operator of {@code threshold}·‖·‖₁, the coarsest ones spared.
     *
     * @param image complex pairs [height][width], changed in place
     * @param shiftY and {@code shiftX} of the image before the transform, undone after it
     */
    public void shrink(float[] image, double threshold, int shiftY, int shiftX) {
        float[] shifted = shifted(image, shiftY, shiftX);
        int levelsY = levels(height);
        int levelsX = levels(width);
        for (int level = 0; level < Math.max(levelsY, levelsX); level++) {
            rows(shifted, level, levelsY, levelsX, true);
            columns(shifted, level, levelsY, levelsX, true);
        }
        int coarseY = height >> levelsY;
        int coarseX = width >> levelsX;
        for (int y = 0; y < height; y++) {
            for (int x = y < coarseY ? coarseX : 0; x < width; x++) {
                soften(shifted, 2 * (y * width + x), threshold);
            }
        }
        for (int level = Math.max(levelsY, levelsX) - 1; level >= 0; level--) {
            columns(shifted, level, levelsY, levelsX, false);
            rows(shifted, level, levelsY, levelsX, false);
        }
        System.arraycopy(shifted(shifted, height - shiftY, width - shiftX), 0, image, 0, image.length);
    }

    private static void soften(float[] values, int at, double threshold) {
        double modulus = Math.sqrt(values[at] * values[at] + values[at + 1] * values[at + 1]);
        double kept = modulus > threshold ? 1 - threshold / modulus : 0;
        values[at] *= (float) kept;
        values[at + 1] *= (float) kept;
    }

    private float[] shifted(float[] image, int shiftY, int shiftX) {
        float[] out = new float[image.length];
        int right = shiftX % width;
        for (int y = 0; y < height; y++) {
            int from = 2 * y * width;
            int to = 2 * ((y + shiftY) % height) * width;
            System.arraycopy(image, from, out, to + 2 * right, 2 * (width - right));
            System.arraycopy(image, from + 2 * (width - right), out, to, 2 * right);
        }
        return out;
    }

    /** Along x, in the part that the level before left coarse. */
    private void rows(float[] image, int level, int levelsY, int levelsX, boolean forward) {
        if (level >= levelsX) {
            return;
        }
        int lines = height >> Math.min(level, levelsY);
        int n = width >> level;
        for (int y = 0; y < lines; y++) {
            int at = 2 * y * width;
            java.util.Arrays.fill(buffer, 0, 2 * n, 0);
            for (int i = 0; i < n / 2; i++) {
                for (int k = 0; k < LOW.length; k++) {
                    int fine = 2 * ((2 * i + k) % n);
                    if (forward) {
                        buffer[2 * i] += LOW[k] * image[at + fine];
                        buffer[2 * i + 1] += LOW[k] * image[at + fine + 1];
                        buffer[n + 2 * i] += HIGH[k] * image[at + fine];
                        buffer[n + 2 * i + 1] += HIGH[k] * image[at + fine + 1];
                    } else {
                        buffer[fine] += LOW[k] * image[at + 2 * i] + HIGH[k] * image[at + n + 2 * i];
                        buffer[fine + 1] += LOW[k] * image[at + 2 * i + 1] + HIGH[k] * image[at + n + 2 * i + 1];
                    }
                }
            }
            System.arraycopy(buffer, 0, image, at, 2 * n);
        }
    }

    /** Along y, a whole line at a time. */
    private void columns(float[] image, int level, int levelsY, int levelsX, boolean forward) {
        if (level >= levelsY) {
            return;
        }
        // the lines of this level: forward they are done, back they are still to come
        int part = 2 * (width >> Math.min(level, levelsX));
        int n = height >> level;
        java.util.Arrays.fill(buffer, 0, n * part, 0);
        for (int i = 0; i < n / 2; i++) {
            int low = i * part;
            int high = (n / 2 + i) * part;
            for (int k = 0; k < LOW.length; k++) {
                int fine = (2 * i + k) % n;
                if (forward) {
                    add(buffer, low, image, 2 * fine * width, LOW[k], part);
                    add(buffer, high, image, 2 * fine * width, HIGH[k], part);
                } else {
                    add(buffer, fine * part, image, 2 * i * width, LOW[k], part);
                    add(buffer, fine * part, image, 2 * (n / 2 + i) * width, HIGH[k], part);
                }
            }
        }
        for (int y = 0; y < n; y++) {
            System.arraycopy(buffer, y * part, image, 2 * y * width, part);
        }
    }

    private static void add(float[] to, int at, float[] from, int start, float factor, int count) {
        for (int j = 0; j < count; j++) {
            to[at + j] += factor * from[start + j];
        }
    }

    private static int levels(int n) {
        return Math.min(LEVELS, Math.max(0, Integer.numberOfTrailingZeros(n)));
    }

    private static float tap(double numerator) {
        return (float) (numerator / (4 * Math.sqrt(2)));
    }
}
