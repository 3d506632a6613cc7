package org.larmor.recon.op;

import java.util.stream.IntStream;

/**
 * A*A of {@link SenseNormal} for one image whose mask lies on columns, in the machine's own memory: every row is transformed
 * by itself, and all rows at once are the lanes of a {@link LaneFourier}. A coil stays in the second-level cache from its
 * sensitivities to its part of the sum. The coils fall into a fixed number of groups, worked on by as many threads as are
 * there, so that the sum is the same however many those are. One caller at a time: the memory in between is kept.
 */
final class RowNormal {
    private static final int GROUPS = 4;

    /** Rows and columns turned at a time, so that both sides stay in the first-level cache. */
    private static final int TILE = 16;

    private final int height;
    private final int width;
    private final LaneFourier fourier;

    /** The mask over n, which forward and back multiply by. */
    private final LaneFourier.Filter sampling;

    /** [coil][x][y]. */
    private final float[][][] mapsRe;

    private final float[][][] mapsIm;
    private final Group[] groups;

    /** What a group of coils needs in between, [x][y]. */
    private record Group(float[][] re, float[][] im, float[][] sumRe, float[][] sumIm) {
        static Group of(int height, int width) {
            return new Group(
                    new float[width][height],
                    new float[width][height],
                    new float[width][height],
                    new float[width][height]);
        }
    }

    /**
     * @param maps complex pairs [coil][y][x], the centring multiplied into them
     * @param from the complex number that they begin with
     * @param coils how many there are
     * @param mask 0/1 for each x
     */
    RowNormal(float[] maps, int from, int coils, float[] mask, int height, int width) {
        this.height = height;
        this.width = width;
        fourier = LaneFourier.of(width);
        float[] weights = new float[width];
        for (int x = 0; x < width; x++) {
            weights[x] = mask[x] / width;
        }
        sampling = fourier.filter(weights);
        mapsRe = new float[coils][width][height];
        mapsIm = new float[coils][width][height];
        for (int c = 0; c < coils; c++) {
            turn(maps, from + c * height * width, mapsRe[c], mapsIm[c]);
        }
        groups = new Group[Math.min(coils, GROUPS)];
        for (int g = 0; g < groups.length; g++) {
            groups[g] = Group.of(height, width);
        }
    }

    /** Floats that an instance holds. */
    static long floats(long coils, long height, long width) {
        return (2 * coils + 4 * Math.min(coils, GROUPS) + 2) * height * width;
    }

    /** Complex pairs [y][x] to the same, into a part of an array. */
    void apply(float[] image, float[] result, int at) {
        float[][] re = new float[width][height];
        float[][] im = new float[width][height];
        turn(image, at, re, im);
        IntStream.range(0, groups.length).parallel().forEach(g -> sum(g, re, im));
        for (int g = 1; g < groups.length; g++) {
            for (int x = 0; x < width; x++) {
                add(groups[0].sumRe[x], groups[g].sumRe[x]);
                add(groups[0].sumIm[x], groups[g].sumIm[x]);
            }
        }
        turnBack(groups[0].sumRe, groups[0].sumIm, result, at);
    }

    private void sum(int number, float[][] re, float[][] im) {
        Group group = groups[number];
        for (int x = 0; x < width; x++) {
            java.util.Arrays.fill(group.sumRe[x], 0);
            java.util.Arrays.fill(group.sumIm[x], 0);
        }
        for (int c = number; c < mapsRe.length; c += groups.length) {
            float[][] coilRe = mapsRe[c];
            float[][] coilIm = mapsIm[c];
            fourier.filter(
                    group.re,
                    group.im,
                    sampling,
                    x -> multiply(re[x], im[x], coilRe[x], coilIm[x], group.re[x], group.im[x]),
                    x -> accumulate(group.re[x], group.im[x], coilRe[x], coilIm[x], group.sumRe[x], group.sumIm[x]));
        }
    }

    private static void multiply(float[] ar, float[] ai, float[] br, float[] bi, float[] re, float[] im) {
        for (int y = 0; y < re.length; y++) {
            re[y] = ar[y] * br[y] - ai[y] * bi[y];
            im[y] = ar[y] * bi[y] + ai[y] * br[y];
        }
    }

    /** Adds a·conj(b). */
    private static void accumulate(float[] ar, float[] ai, float[] br, float[] bi, float[] re, float[] im) {
        for (int y = 0; y < re.length; y++) {
            re[y] += ar[y] * br[y] + ai[y] * bi[y];
            im[y] += ai[y] * br[y] - ar[y] * bi[y];
        }
    }

    private static void add(float[] to, float[] from) {
        for (int y = 0; y < to.length; y++) {
            to[y] += from[y];
        }
    }

    /** From pairs [y][x], {@code at} complex numbers on, to [x][y]. */
    private void turn(float[] pairs, int at, float[][] re, float[][] im) {
        for (int y0 = 0; y0 < height; y0 += TILE) {
            int end = Math.min(height, y0 + TILE);
            for (int x = 0; x < width; x++) {
                float[] columnRe = re[x];
                float[] columnIm = im[x];
                for (int y = y0; y < end; y++) {
                    int from = 2 * (at + y * width + x);
                    columnRe[y] = pairs[from];
                    columnIm[y] = pairs[from + 1];
                }
            }
        }
    }

    private void turnBack(float[][] re, float[][] im, float[] pairs, int at) {
        for (int y0 = 0; y0 < height; y0 += TILE) {
            int end = Math.min(height, y0 + TILE);
            for (int x = 0; x < width; x++) {
                float[] columnRe = re[x];
                float[] columnIm = im[x];
                for (int y = y0; y < end; y++) {
                    int to = 2 * (at + y * width + x);
                    pairs[to] = columnRe[y];
                    pairs[to + 1] = columnIm[y];
                }
            }
        }
    }
}
