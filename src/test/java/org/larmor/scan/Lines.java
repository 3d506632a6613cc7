package org.larmor.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

/** Encodings and lines for tests. */
final class Lines {
    private Lines() {}

    /** One slice of n lines, their centre at n/2. */
    static EncodingRules slice(int n, int acceleration) {
        return slice(n, acceleration, null, null);
    }

    static EncodingRules slice(int n, int acceleration, @Nullable Limit average, @Nullable Limit segment) {
        return rules(
                n,
                1,
                acceleration,
                1,
                new Encoding.Limits(
                        null, new Limit(0, n - 1, n / 2), new Limit(0, 0, 0), average, null, null, null, null, null,
                        segment));
    }

    static EncodingRules volume(int lines, int partitions, int acceleration1, int acceleration2) {
        return rules(
                lines,
                partitions,
                acceleration1,
                acceleration2,
                new Encoding.Limits(
                        null,
                        new Limit(0, lines - 1, lines / 2),
                        new Limit(0, partitions - 1, partitions / 2),
                        null, null, null, null, null, null, null));
    }

    static EncodingRules rules(int y, int z, int acceleration1, int acceleration2, Encoding.Limits limits) {
        return EncodingRules.of(
                        List.of(encoding("cartesian", y, z, acceleration1, acceleration2, limits)),
                        new FrameKey(0, 0, 0, 0, 0, 0))
                .orElseThrow();
    }

    static Encoding encoding(
            String trajectory, int y, int z, int acceleration1, int acceleration2, Encoding.Limits limits) {
        Encoding.Space space = new Encoding.Space(64, y, z, 300, 300, 5);
        return new Encoding(trajectory, space, space, limits, acceleration1, acceleration2, null);
    }

    /** Those lines of n that the predicate chooses. */
    static List<Line> where(int n, IntPredicate chosen) {
        return IntStream.range(0, n)
                .filter(chosen)
                .mapToObj(step1 -> new Line(step1, 0, 0, 0, 0))
                .toList();
    }

    /** Chooses lines of a volume. */
    interface Cell {
        boolean chosen(int step1, int step2);
    }

    static List<Line> where(int lines, int partitions, Cell chosen) {
        List<Line> all = new ArrayList<>();
        for (int step2 = 0; step2 < partitions; step2++) {
            for (int step1 = 0; step1 < lines; step1++) {
                if (chosen.chosen(step1, step2)) {
                    all.add(new Line(step1, step2, 0, 0, 0));
                }
            }
        }
        return all;
    }
}
