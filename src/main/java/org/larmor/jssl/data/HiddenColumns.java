package org.larmor.jssl.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.prepare.Calibration;

/**
 * Draws the columns of a slice that are kept from training, to measure by: an eighth of those acquired outside the
 * calibration, two at least. Neither the coil maps nor what they stand on is touched.
 */
public final class HiddenColumns {
    private static final int ONE_IN = 8;
    private static final int FEWEST = 2;

    private HiddenColumns() {}

    /**
     * The same for the same seed.
     *
     * @return empty where so few columns lie outside the calibration that nothing would be left to learn from
     */
    public static Optional<boolean[]> draw(KspaceSlice slice, long seed) {
        return draw(slice.acquired(), slice.calibration(), seed);
    }

    /** The same of the acquired columns of a slice, with what its maps are made of; null where that is its centre. */
    public static Optional<boolean[]> draw(boolean[] acquired, @Nullable Calibration separate, long seed) {
        boolean[] calibration = calibration(acquired, separate);
        List<Integer> outside = new ArrayList<>();
        for (int x = 0; x < acquired.length; x++) {
            if (acquired[x] && !calibration[x]) {
                outside.add(x);
            }
        }
        int wanted = Math.max(FEWEST, outside.size() / ONE_IN);
        if (outside.size() < 2 * FEWEST) {
            return Optional.empty();
        }
        boolean[] hidden = new boolean[acquired.length];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < wanted; i++) {
            hidden[outside.remove(random.nextInt(outside.size()))] = true;
        }
        return Optional.of(hidden);
    }

    /** The columns that coil maps are made of. */
    private static boolean[] calibration(boolean[] acquired, @Nullable Calibration separate) {
        boolean[] columns = new boolean[acquired.length];
        if (separate != null) {
            Arrays.fill(columns, separate.first(), separate.first() + separate.count(), true);
        }
        // the centre carries the scale, whatever the maps are made of
        int centre = acquired.length / 2;
        for (int x = centre; x >= 0 && acquired[x]; x--) {
            columns[x] = true;
        }
        for (int x = centre; x < acquired.length && acquired[x]; x++) {
            columns[x] = true;
        }
        return columns;
    }
}
