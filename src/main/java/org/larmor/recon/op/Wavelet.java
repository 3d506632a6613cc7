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
    private final float[] line;
    private final float[] transformed;

    public Wavelet(int height, int width) {
        this.height = height;
        this.width = width;
        line = new float[2 * Math.max(height, width)];
        transformed = new float[line.length];
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
        double modulus = Math.hypot(values[at], values[at + 1]);
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
        if (level < levelsX) {
            int lines = height >> Math.min(level, levelsY);
            for (int y = 0; y < lines; y++) {
                along(image, 2 * y * width, 2, width >> level, forward);
            }
        }
    }

    private void columns(float[] image, int level, int levelsY, int levelsX, boolean forward) {
        if (level < levelsY) {
            // forward the rows of this level are done, back they are still to come: both times one level coarser
            int lines = width >> Math.min(level, levelsX);
            for (int x = 0; x < lines; x++) {
                along(image, 2 * x, 2 * width, height >> level, forward);
            }
        }
    }

    private void along(float[] image, int offset, int stride, int n, boolean forward) {
        for (int i = 0; i < n; i++) {
            line[2 * i] = image[offset + i * stride];
            line[2 * i + 1] = image[offset + i * stride + 1];
        }
        if (forward) {
            analyse(n);
        } else {
            synthesise(n);
        }
        for (int i = 0; i < n; i++) {
            image[offset + i * stride] = transformed[2 * i];
            image[offset + i * stride + 1] = transformed[2 * i + 1];
        }
    }

    private void analyse(int n) {
        for (int i = 0; i < n / 2; i++) {
            float lowRe = 0;
            float lowIm = 0;
            float highRe = 0;
            float highIm = 0;
            for (int k = 0; k < LOW.length; k++) {
                int at = 2 * ((2 * i + k) % n);
                lowRe += LOW[k] * line[at];
                lowIm += LOW[k] * line[at + 1];
                highRe += HIGH[k] * line[at];
                highIm += HIGH[k] * line[at + 1];
            }
            transformed[2 * i] = lowRe;
            transformed[2 * i + 1] = lowIm;
            transformed[n + 2 * i] = highRe;
            transformed[n + 2 * i + 1] = highIm;
        }
    }

    private void synthesise(int n) {
        java.util.Arrays.fill(transformed, 0, 2 * n, 0);
        for (int i = 0; i < n / 2; i++) {
            for (int k = 0; k < LOW.length; k++) {
                int at = 2 * ((2 * i + k) % n);
                transformed[at] += LOW[k] * line[2 * i] + HIGH[k] * line[n + 2 * i];
                transformed[at + 1] += LOW[k] * line[2 * i + 1] + HIGH[k] * line[n + 2 * i + 1];
            }
        }
    }

    private static int levels(int n) {
        return Math.min(LEVELS, Math.max(0, Integer.numberOfTrailingZeros(n)));
    }

    private static float tap(double numerator) {
        return (float) (numerator / (4 * Math.sqrt(2)));
    }
}
