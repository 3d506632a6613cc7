package org.larmor.adapt.samples;

import java.util.Arrays;
import org.larmor.jssl.data.KspaceSlice;

/**
 * What is learned from a frame.
 *
 * @param slice all that was acquired, whitened, its coils as they were
 * @param hidden of the acquired columns, those that no training sees: neither its input nor its loss, scale or maps
 */
public record Sample(KspaceSlice slice, boolean[] hidden) {
    /** The slice as training sees it: as if the hidden columns had never been acquired. */
    public KspaceSlice open() {
        boolean[] acquired = slice.acquired().clone();
        float[] pairs = slice.pairs().clone();
        int rows = slice.coils() * slice.height();
        int width = slice.width();
        for (int x = 0; x < width; x++) {
            if (hidden[x]) {
                acquired[x] = false;
                for (int row = 0; row < rows; row++) {
                    pairs[2 * (row * width + x)] = 0;
                    pairs[2 * (row * width + x) + 1] = 0;
                }
            }
        }
        return new KspaceSlice(
                pairs,
                slice.coils(),
                slice.height(),
                width,
                slice.imageHeight(),
                slice.imageWidth(),
                acquired,
                slice.complete(),
                slice.calibration());
    }

    /** How many times fewer columns were acquired than there are. */
    public double acceleration() {
        int seen = 0;
        for (boolean column : slice.acquired()) {
            seen += column ? 1 : 0;
        }
        return (double) slice.width() / Math.max(1, seen);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sample that
                && Arrays.equals(hidden, that.hidden)
                && Arrays.equals(SampleCodec.encode(this), SampleCodec.encode(that));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hidden);
    }
}
