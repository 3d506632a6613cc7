package org.larmor.worker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

/**
 * The {@code image_index} of a frame: the same whichever worker computes it, in whatever order frames come. It counts
 * from 1 as a number whose digits are the frame's counters, the slice fastest, then contrast, phase, set and repetition,
 * each within the header's limits. A counter for which the header states no limit, or that exceeds it, cannot have a
 * base: such counters count slowest. Above 65,535 the count starts again at 1.
 */
final class ImageIndex {
    private static final int LARGEST = 0xFFFF;
    /** The base of a counter whose limit is not known, where another such follows. */
    private static final int ASSUMED = 256;

    private record Digit(int value, int base) {}

    private ImageIndex() {}

    /** 1 to 65,535. */
    static int of(FrameKey frame, Encoding.Limits limits) {
        List<Digit> digits = new ArrayList<>();
        List<Digit> unlimited = new ArrayList<>();
        place(frame.slice(), limits.slice(), digits, unlimited);
        place(frame.contrast(), limits.contrast(), digits, unlimited);
        place(frame.phase(), limits.phase(), digits, unlimited);
        place(frame.set(), limits.set(), digits, unlimited);
        place(frame.repetition(), limits.repetition(), digits, unlimited);
        digits.addAll(unlimited);
        long index = 0;
        long weight = 1;
        for (Digit digit : digits) {
            index = (index + weight * digit.value()) % LARGEST;
            weight = weight * digit.base() % LARGEST;
        }
        return (int) index + 1;
    }

    private static void place(int counter, @Nullable Limit limit, List<Digit> digits, List<Digit> unlimited) {
        if (limit == null) {
            // Where a counter is not used, the header need not limit it, and it must not thin the numbers out.
            if (counter != 0) {
                unlimited.add(new Digit(counter, ASSUMED));
            }
        } else if (counter < limit.minimum() || counter > limit.maximum()) {
            unlimited.add(new Digit(counter, ASSUMED));
        } else {
            digits.add(new Digit(counter - limit.minimum(), limit.count()));
        }
    }
}
