package org.larmor.recon.op;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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

    /** Lines of less than so many numbers together are left to one thread: a guess, of which only larger ones were timed. */
    private static final int WORTH_A_THREAD = 100_000;

    /** What a level is put together in; lines of their own, so that the compiler makes vector instructions of loops along them. */
    private final float[][] buffer;

    public Wavelet(int height, int width) {
        this.height = height;
        this.width = width;
        buffer = new float[height][2 * width];
    }

    /**
     * Soft thresholding of the coefficients: the proximal operator of {@code threshold}·‖·‖₁, the coarsest ones spared.
     *
     * @param image complex pairs [height][width], changed in place
     * @param shiftY and {@code shiftX} of the image before the transform, undone after it
     */
    public void shrink(float[] image, double threshold, int shiftY, int shiftX) {
        float[][] lines = shifted(image, shiftY, shiftX);
        int levelsY = levels(height);
        int levelsX = levels(width);
        for (int level = 0; level < Math.max(levelsY, levelsX); level++) {
            rows(lines, level, levelsY, levelsX, true);
            columns(lines, level, levelsY, levelsX, true);
        }
        int coarseY = height >> levelsY;
        int coarseX = width >> levelsX;
        each(height, 2 * width, y -> soften(lines[y], y < coarseY ? coarseX : 0, threshold));
        for (int level = Math.max(levelsY, levelsX) - 1; level >= 0; level--) {
            columns(lines, level, levelsY, levelsX, false);
            rows(lines, level, levelsY, levelsX, false);
        }
        unshifted(lines, shiftY, shiftX, image);
    }

    private static void soften(float[] line, int from, double threshold) {
        for (int at = 2 * from; at < line.length; at += 2) {
            double modulus = Math.sqrt(line[at] * line[at] + line[at + 1] * line[at + 1]);
            double kept = modulus > threshold ? 1 - threshold / modulus : 0;
            line[at] *= (float) kept;
            line[at + 1] *= (float) kept;
        }
    }

    private float[][] shifted(float[] image, int shiftY, int shiftX) {
        float[][] lines = new float[height][2 * width];
        int right = shiftX % width;
        for (int y = 0; y < height; y++) {
            int from = 2 * y * width;
            float[] line = lines[(y + shiftY) % height];
            System.arraycopy(image, from, line, 2 * right, 2 * (width - right));
            System.arraycopy(image, from + 2 * (width - right), line, 0, 2 * right);
        }
        return lines;
    }

    private void unshifted(float[][] lines, int shiftY, int shiftX, float[] image) {
        int right = shiftX % width;
        for (int y = 0; y < height; y++) {
            int to = 2 * y * width;
            float[] line = lines[(y + shiftY) % height];
            System.arraycopy(line, 2 * right, image, to, 2 * (width - right));
            System.arraycopy(line, 0, image, to + 2 * (width - right), 2 * right);
        }
    }

    /** Along x, in the part that the level before left coarse. */
    private void rows(float[][] lines, int level, int levelsY, int levelsX, boolean forward) {
        if (level >= levelsX) {
            return;
        }
        int count = height >> Math.min(level, levelsY);
        int n = width >> level;
        each(count, 2 * n, y -> {
            if (forward) {
                split(lines[y], buffer[y], n);
            } else {
                join(lines[y], buffer[y], n);
            }
            System.arraycopy(buffer[y], 0, lines[y], 0, 2 * n);
        });
    }

    /** n complex numbers into n/2 coarse and n/2 fine ones. */
    private static void split(float[] line, float[] out, int n) {
        for (int i = 0; i < n / 2; i++) {
            int a = 4 * i;
            int b = a + 2;
            int c = i + 1 < n / 2 ? a + 4 : 0;
            int d = c + 2;
            for (int part = 0; part < 2; part++) {
                float p = line[a + part];
                float q = line[b + part];
                float r = line[c + part];
                float s = line[d + part];
                out[2 * i + part] = LOW[0] * p + LOW[1] * q + LOW[2] * r + LOW[3] * s;
                out[n + 2 * i + part] = HIGH[0] * p + HIGH[1] * q + HIGH[2] * r + HIGH[3] * s;
            }
        }
    }

    /** Back. */
    private static void join(float[] line, float[] out, int n) {
        for (int i = 0; i < n / 2; i++) {
            int now = 2 * i;
            int before = i > 0 ? now - 2 : n - 2;
            for (int part = 0; part < 2; part++) {
                float low = line[now + part];
                float high = line[n + now + part];
                float lowBefore = line[before + part];
                float highBefore = line[n + before + part];
                out[4 * i + part] = LOW[2] * lowBefore + HIGH[2] * highBefore + (LOW[0] * low + HIGH[0] * high);
                out[4 * i + 2 + part] = LOW[3] * lowBefore + HIGH[3] * highBefore + (LOW[1] * low + HIGH[1] * high);
            }
        }
    }

    /** Along y, whole lines at a time. */
    private void columns(float[][] lines, int level, int levelsY, int levelsX, boolean forward) {
        if (level >= levelsY) {
            return;
        }
        // the lines of this level: forward they are done, back they are still to come
        int part = 2 * (width >> Math.min(level, levelsX));
        int n = height >> level;
        int half = n / 2;
        each(half, 2 * part, i -> {
            if (forward) {
                float[] a = lines[2 * i];
                float[] b = lines[2 * i + 1];
                float[] c = lines[(2 * i + 2) % n];
                float[] d = lines[(2 * i + 3) % n];
                combine(buffer[i], part, a, LOW[0], b, LOW[1], c, LOW[2], d, LOW[3]);
                combine(buffer[half + i], part, a, HIGH[0], b, HIGH[1], c, HIGH[2], d, HIGH[3]);
            } else {
                int before = (i + half - 1) % half;
                float[] a = lines[before];
                float[] b = lines[half + before];
                float[] c = lines[i];
                float[] d = lines[half + i];
                combine(buffer[2 * i], part, a, LOW[2], b, HIGH[2], c, LOW[0], d, HIGH[0]);
                combine(buffer[2 * i + 1], part, a, LOW[3], b, HIGH[3], c, LOW[1], d, HIGH[1]);
            }
        });
        each(n, part, y -> System.arraycopy(buffer[y], 0, lines[y], 0, part));
    }

    private static void combine(
            float[] out, int count, float[] a, float fa, float[] b, float fb, float[] c, float fc, float[] d, float fd) {
        for (int j = 0; j < count; j++) {
            out[j] = a[j] * fa + b[j] * fb + c[j] * fc + d[j] * fd;
        }
    }

    /** On all cores where it is worth it: what is done with one line does not depend on the others. */
    private static void each(int lines, int numbers, IntConsumer work) {
        IntStream all = IntStream.range(0, lines);
        (lines * numbers < WORTH_A_THREAD ? all : all.parallel()).forEach(work);
    }

    private static int levels(int n) {
        return Math.min(LEVELS, Math.max(0, Integer.numberOfTrailingZeros(n)));
    }

    private static float tap(double numerator) {
        return (float) (numerator / (4 * Math.sqrt(2)));
    }
}
