package org.larmor.jssl.data;

/**
 * A slice's k-space, centred, phase encoding last.
 *
 * @param pairs [coil, height, width], (re, im) interleaved
 * @param height of the readout
 * @param width of the phase encoding
 * @param imageHeight of the image that is looked at, at most {@code height}
 * @param imageWidth at most {@code width}
 */
public record KspaceSlice(float[] pairs, int coils, int height, int width, int imageHeight, int imageWidth) {
    public KspaceSlice {
        if (pairs.length != 2L * coils * height * width || imageHeight > height || imageWidth > width) {
            throw new DataException("k-space of " + pairs.length + " values is not " + coils + " coils of " + height
                    + " by " + width + " with images of " + imageHeight + " by " + imageWidth);
        }
    }
}
