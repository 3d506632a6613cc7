package org.larmor.adapt.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.larmor.jssl.data.KspaceSlice;

/**
 * Draws the columns of a slice that are kept from training, to measure by: an eighth of those acquired outside the
 * calibration, two at least. Neither the coil maps nor what they stand on is touched.
 */
final class HiddenColumns {
    private static final int ONE_IN = 8;
    private static final int FEWEST = 2;

    private HiddenColumns() {}

    /**
     * The same for the same seed.
     *
     * @return empty where so few columns lie outside the calibration that nothing would be left to learn from
     */
    static Optional<boolean[]> draw(KspaceSlice slice, long seed) {
        boolean[] calibration = calibration(slice);
        List<Integer> outside = new ArrayList<>();
        for (int x = 0; x < slice.width(); x++) {
            if (slice.acquired()[x] && !calibration[x]) {
                outside.add(x);
            }
        }
        int wanted = Math.max(FEWEST, outside.size() / ONE_IN);
        if (outside.size() < 2 * FEWEST) {
            return Optional.empty();
        }
        boolean[] hidden = new boolean[slice.width()];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < wanted; i++) {
            hidden[outside.remove(random.nextInt(outside.size()))] = true;
        }
        return Optional.of(hidden);
    }

    /** The columns that coil maps are made of. */
    private static boolean[] calibration(KspaceSlice slice) {
        boolean[] columns = new boolean[slice.width()];
        if (slice.calibration() != null) {
            for (int i = 0; i < slice.calibration().count(); i++) {
                columns[slice.calibration().first() + i] = true;
            }
        }
        // the centre carries the scale, whatever the maps are made of
        int centre = slice.width() / 2;
        for (int x = centre; x >= 0 && slice.acquired()[x]; x--) {
            columns[x] = true;
        }
        for (int x = centre; x < slice.width() && slice.acquired()[x]; x++) {
            columns[x] = true;
        }
        return columns;
    }
}
