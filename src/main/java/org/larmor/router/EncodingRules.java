package org.larmor.router;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Line;
import org.larmor.bus.record.Lines;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;
import org.larmor.mrd.header.MrdHeader;

/**
 * What an encoding says of its frames' lines: when a LAST flag counts, which lines are expected, and whether lines cover
 * the centre of k-space well enough for coil maps.
 */
final class EncodingRules {
    /** A grid of more lines than this is not counted; a LAST flag or the end of the scan completes such a frame. */
    static final int MOST_COUNTED = 1 << 18;
    /** The least run of lines around the centre that coil maps are made from. */
    static final int LEAST_CENTRE = 16;
    /** The same as a part of the phase encoding range, where that is more. */
    static final double LEAST_CENTRE_PART = 0.08;

    private final Encoding.Limits limits;
    private final boolean counted;
    private final int acceleration;

    private EncodingRules(@Nullable Encoding encoding) {
        this.limits = encoding == null ? Encoding.Limits.NONE : encoding.limits();
        this.acceleration =
                encoding == null ? 1 : Math.max(1, encoding.acceleration1()) * Math.max(1, encoding.acceleration2());
        this.counted = encoding != null
                && !encoding.accelerated()
                && encoding.cartesian()
                && limits.step1() != null
                && (limits.step2() != null || encoding.encoded().z() <= 1)
                && expectedLines() > 0
                && expectedLines() <= MOST_COUNTED;
    }

    /** An encoding that the header does not have expects nothing: the worker says what is wrong with it. */
    static EncodingRules of(MrdHeader header, FrameKey frame) {
        int space = frame.encodingSpace();
        return new EncodingRules(
                space < header.encodings().size() ? header.encodings().get(space) : null);
    }

    /** The LAST flags that count: those on lines of the last average and the last segment. */
    int lastFlags(Lines lines) {
        int flags = 0;
        for (Line line : lines) {
            if (line.last() != 0 && atMaximum(limits.average(), line.average())
                    && atMaximum(limits.segment(), line.segment())) {
                flags |= line.last();
            }
        }
        return flags & (Line.LAST_IN_SLICE | Line.LAST_IN_REPETITION | Line.LAST_IN_MEASUREMENT);
    }

    /** Whether all expected lines are seen: only where the limits tell which are expected, so never if accelerated. */
    boolean allSeen(LineSet lines) {
        return counted
                && lines.grid().size() == expectedLines()
                && atMaximum(limits.segment(), lines.highestSegment());
    }

    /** How many distinct lines (step 1, step 2, average) make a frame, or 0 where the header does not tell. */
    int expected() {
        return counted ? (int) expectedLines() : 0;
    }

    /** Adds to {@code grid} the cells of those lines that are expected. */
    void markGrid(Lines lines, BitSet grid) {
        if (!counted) {
            return;
        }
        for (Line line : lines) {
            int x = line.step1() - minimum(limits.step1());
            int y = line.step2() - minimum(limits.step2());
            int z = line.average() - minimum(limits.average());
            if (within(x, limits.step1()) && within(y, limits.step2()) && within(z, limits.average())) {
                grid.set((z * count(limits.step2()) + y) * count(limits.step1()) + x);
            }
        }
    }

    /** Adds to {@code centre} step 1 of the lines in the central partition. */
    void markCentre(Lines lines, BitSet centre) {
        int central = limits.step2() == null ? 0 : limits.step2().center();
        for (Line line : lines) {
            if (line.step2() == central) {
                centre.set(line.step1());
            }
        }
    }

    /**
     * Whether the lines around the centre (step 1, in the central partition) are dense enough: an unbroken run of
     * {@link #LEAST_CENTRE} lines or {@link #LEAST_CENTRE_PART} of the range that reaches to both sides of the centre.
     */
    boolean coversCentre(Bits centre) {
        Limit step1 = limits.step1();
        if (step1 == null) {
            return true; // nothing known to wait for
        }
        if (!centre.contains(step1.center())) {
            return false;
        }
        int needed = Math.min(step1.count(), Math.max(LEAST_CENTRE, (int) Math.ceil(LEAST_CENTRE_PART * step1.count())));
        int start = centre.runStart(step1.center());
        int end = centre.runEnd(step1.center());
        boolean bothSides = (step1.center() - start >= needed / 4 || start <= step1.minimum())
                && (end - step1.center() >= needed / 4 || end > step1.maximum());
        return end - start >= needed && bothSides;
    }

    /** Parallel-imaging factor of both directions together; 1 = fully sampled. */
    int acceleration() {
        return acceleration;
    }

    /** The highest repetition, 0 where the limits say nothing of repetitions. */
    int lastRepetition() {
        return limits.repetition() == null ? 0 : limits.repetition().maximum();
    }

    private long expectedLines() {
        return (long) count(limits.step1()) * count(limits.step2()) * count(limits.average());
    }

    private static boolean atMaximum(@Nullable Limit limit, int value) {
        return limit == null || value >= limit.maximum();
    }

    private static boolean within(int index, @Nullable Limit limit) {
        return index >= 0 && index < count(limit);
    }

    private static int minimum(@Nullable Limit limit) {
        return limit == null ? 0 : limit.minimum();
    }

    private static int count(@Nullable Limit limit) {
        return limit == null ? 1 : limit.count();
    }
}
