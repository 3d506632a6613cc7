package org.larmor.jssl.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.prepare.Calibration;

/**
 * A slice's k-space, centred, phase encoding last.
 *
 * @param pairs [coil, height, width], (re, im) interleaved
 * @param height of the readout
 * @param width of the phase encoding
 * @param imageHeight of the image that is looked at, at most {@code height}
 * @param imageWidth at most {@code width}
 * @param acquired the columns that the scanner measured; the others are zero
 * @param complete whether this is all there is to know, so that its image is a truth to compare with; if not,
 *     {@code acquired} is the slice's own subsampling
 * @param calibration what an incomplete slice's coil maps are made of, from whatever readouts; null where it is the
 *     slice's own centre
 */
public record KspaceSlice(
        float[] pairs,
        int coils,
        int height,
        int width,
        int imageHeight,
        int imageWidth,
        boolean[] acquired,
        boolean complete,
        @Nullable Calibration calibration) {
    public KspaceSlice {
        if (pairs.length != 2L * coils * height * width
                || imageHeight > height
                || imageWidth > width
                || acquired.length != width) {
            throw new DataException("k-space of " + pairs.length + " values is not " + coils + " coils of " + height
                    + " by " + width + " with images of " + imageHeight + " by " + imageWidth);
        }
    }

    /** Whether another is the same to the bit. */
    boolean same(KspaceSlice that) {
        Calibration others = that.calibration;
        return coils == that.coils
                && height == that.height
                && width == that.width
                && imageHeight == that.imageHeight
                && imageWidth == that.imageWidth
                && complete == that.complete
                && Arrays.equals(acquired, that.acquired)
                && Arrays.equals(pairs, that.pairs)
                && (calibration == null
                        ? others == null
                        : others != null
                                && calibration.first() == others.first()
                                && Arrays.equals(calibration.lines(), others.lines()));
    }

    /** As if of its columns only some had been acquired. */
    public KspaceSlice only(boolean[] columns) {
        boolean[] kept = acquired.clone();
        float[] left = pairs.clone();
        for (int x = 0; x < width; x++) {
            if (!columns[x]) {
                kept[x] = false;
                for (int row = 0; row < coils * height; row++) {
                    left[2 * (row * width + x)] = 0;
                    left[2 * (row * width + x) + 1] = 0;
                }
            }
        }
        return new KspaceSlice(left, coils, height, width, imageHeight, imageWidth, kept, complete, calibration);
    }

    /** A complete slice whose every column was measured. */
    public KspaceSlice(float[] pairs, int coils, int height, int width, int imageHeight, int imageWidth) {
        this(pairs, coils, height, width, imageHeight, imageWidth, all(width));
    }

    /** A complete slice. */
    public KspaceSlice(
            float[] pairs, int coils, int height, int width, int imageHeight, int imageWidth, boolean[] acquired) {
        this(pairs, coils, height, width, imageHeight, imageWidth, acquired, true, null);
    }

    private static boolean[] all(int width) {
        boolean[] all = new boolean[width];
        Arrays.fill(all, true);
        return all;
    }
}
