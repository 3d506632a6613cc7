package org.larmor.scan;

import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

/**
 * The lines that an encoding spans: by its limits, where they are not stated by its matrix. A line's cell is
 * [average][step 2][step 1].
 *
 * @param stated whether the header limits step 1, and step 2 of a volume: only then the lines of a frame are known
 * @param guessedVolume whether the matrix alone says that there are partitions, so that it may be slices after all
 */
record LineGrid(Limit step1, Limit step2, @Nullable Limit average, boolean stated, boolean guessedVolume) {
    /** More lines than this are not counted one by one: flags and the end of the scan complete such a frame. */
    static final int MOST_CELLS = 1 << 20;

    static LineGrid of(Encoding encoding) {
        Encoding.Limits limits = encoding.limits();
        int z = encoding.encoded().z();
        boolean stated = limits.step1() != null && (limits.step2() != null || z <= 1);
        // a limit of one partition that a matrix of several contradicts was not set
        boolean unset = limits.step2() != null && limits.step2().count() == 1 && z > 1;
        return new LineGrid(
                axis(limits.step1(), encoding.encoded().y()),
                axis(unset ? null : limits.step2(), z),
                limits.average(),
                stated,
                z > 1 && (unset || limits.step2() == null));
    }

    private static Limit axis(@Nullable Limit stated, int n) {
        if (stated == null) {
            return new Limit(0, n - 1, n / 2);
        }
        boolean fits = stated.center() - stated.minimum() <= n / 2 && stated.maximum() - stated.center() < n - n / 2;
        // a centre that was left at 0 by the writer: no protocol begins at the centre of k-space
        boolean unset = stated.center() == stated.minimum() && stated.count() > 2;
        int center = unset ? (stated.minimum() + stated.maximum() + 1) / 2 : fits ? stated.center() : n / 2;
        return new Limit(
                stated.minimum(), stated.maximum(), Math.clamp(center, stated.minimum(), stated.maximum()));
    }

    int lines() {
        return step1.count();
    }

    int partitions() {
        return step2.count();
    }

    int averages() {
        return average == null ? 1 : average.count();
    }

    /** The central line, counted from the first. */
    int centralLine() {
        return step1.center() - step1.minimum();
    }

    /** The central partition, counted from the first. */
    int centralPartition() {
        return step2.center() - step2.minimum();
    }

    boolean countable() {
        return (long) lines() * partitions() * averages() <= MOST_CELLS;
    }

    /** Distinct lines over all partitions, averages apart. */
    int cells() {
        return lines() * partitions() * averages();
    }

    /** Where a line lies; −1 outside the limits. */
    int cell(Line line) {
        int x = line.step1() - step1.minimum();
        int y = partitions() == 1 ? 0 : line.step2() - step2.minimum();
        int z = average == null ? 0 : line.average() - average.minimum();
        boolean inside = x >= 0 && x < lines() && y >= 0 && y < partitions() && z >= 0 && z < averages();
        return inside ? (z * partitions() + y) * lines() + x : -1;
    }
}
