package org.larmor.scan;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

/**
 * What an encoding says of its frames: which lines are due, when they are complete, when a LAST flag counts, and whether
 * lines cover the centre of k-space.
 */
public final class EncodingRules {
    /** The run of lines around the centre from which on coil maps are good. */
    static final int ENOUGH_CENTRE = 16;
    /** The same as a part of the phase encoding range, where that is more. */
    static final double ENOUGH_CENTRE_PART = 0.08;

    /** The fewest consecutive lines at the centre that coil maps can be had from at all. */
    public static final int FEWEST_CENTRAL_LINES = 4;

    private final Encoding encoding;
    private final LineGrid grid;

    private EncodingRules(Encoding encoding) {
        this.encoding = encoding;
        this.grid = LineGrid.of(encoding);
    }

    public static EncodingRules of(Encoding encoding) {
        return new EncodingRules(encoding);
    }

    /** Empty for an encoding space that the header does not describe. */
    public static Optional<EncodingRules> of(List<Encoding> encodings, FrameKey frame) {
        int space = frame.encodingSpace();
        return space < encodings.size() ? Optional.of(new EncodingRules(encodings.get(space))) : Optional.empty();
    }

    public Encoding encoding() {
        return encoding;
    }

    LineGrid grid() {
        return grid;
    }

    /** A frame's lines with these more. */
    public FrameLines plus(FrameLines lines, List<Line> more) {
        return lines.plus(more, grid);
    }

    /** The marks of those LAST flags that count: on lines of the last average and the last segment. */
    public int lastFlags(List<Line> lines) {
        int marks = 0;
        for (Line line : lines) {
            if (line.last()
                    && atMaximum(encoding.limits().average(), line.average())
                    && atMaximum(encoding.limits().segment(), line.segment())) {
                marks |= line.marks();
            }
        }
        return marks & Line.LAST;
    }

    /**
     * The sampling of a frame's lines.
     *
     * @param over whether no more of them will come
     */
    public Sampling sampling(FrameLines lines, boolean over) {
        if (!Trajectory.of(encoding).gridded()) {
            return new Sampling.Irregular(0);
        }
        if (!grid.countable()) {
            return volume() && encoding.acceleration2() > 1 ? new Sampling.AlongStep2() : new Sampling.Irregular(0);
        }
        BitSet seen = lines.anyAverage(grid);
        boolean slice = grid.partitions() == 1 || (over && grid.guessedVolume() && seen.length() <= grid.lines());
        if (!slice) {
            return new VolumeSampling(seen, grid).read(encoding.acceleration1(), encoding.acceleration2(), over);
        }
        if (grid.stated() || seen.isEmpty()) {
            return new LineSampling(seen, grid.lines(), grid.centralLine()).read(encoding.acceleration1());
        }
        // without limits the range that came may be all there is, but what lacks within it is missing
        int first = seen.nextSetBit(0);
        BitSet span = seen.get(first, seen.length());
        int n = seen.length() - first;
        Sampling within = new LineSampling(span, n, Math.clamp(grid.centralLine() - first, 0, n - 1))
                .read(encoding.acceleration1());
        boolean centred = seen.get(grid.centralLine());
        return over && (centred || within instanceof Sampling.Lattice) ? within : new Sampling.Irregular(0);
    }

    /**
     * Whether a frame is complete by its lines alone: all that are due are there, with all averages and segments. Where
     * the header states an acceleration, they are known to be all only once a flag has ended the frame, since nothing
     * tells how many calibration lines there will be. A lattice that it does not state may be a segment with the
     * beginning of the next.
     */
    public boolean complete(FrameLines lines) {
        if (!grid.stated() || !grid.countable() || !lastSegmentSeen(lines)) {
            return false;
        }
        if (lines.count() == grid.cells()) {
            return Trajectory.of(encoding).gridded() && (!accelerated() || lines.ended());
        }
        return accelerated() && lines.ended() && allCame(lines, sampling(lines, false));
    }

    /** Whether a flag may end a frame: not while lines are missing that are known to be due. */
    public boolean flagEnds(FrameLines lines) {
        Sampling sampling = sampling(lines, false);
        return !grid.stated() || !sampling.dueKnown() || allCame(lines, sampling);
    }

    private boolean allCame(FrameLines lines, Sampling sampling) {
        if (!grid.stated() || !lastSegmentSeen(lines)) {
            return false;
        }
        return switch (sampling) {
            case Sampling.Full full -> lines.count() == grid.cells();
            case Sampling.Lattice lattice -> missingAverages(lines) == 0;
            case Sampling.Lost lost -> false;
            case Sampling.Irregular irregular -> false;
            case Sampling.Shutter shutter -> false;
            case Sampling.AlongStep2 alongStep2 -> false;
        };
    }

    /** Whether frames have partitions. */
    public boolean volume() {
        return grid.partitions() > 1;
    }

    /** Whether the header's limits say which lines there are. */
    boolean stated() {
        return grid.stated();
    }

    /** Whether there are few enough lines to be counted one by one. */
    boolean counts() {
        return grid.countable();
    }

    /** Whether the header states an acceleration. */
    boolean accelerated() {
        return encoding.acceleration1() > 1 || encoding.acceleration2() > 1;
    }

    /** How many readouts are missing of lines that came in other averages. */
    public int missingAverages(FrameLines lines) {
        return lines.anyAverage(grid).cardinality() * grid.averages() - lines.count();
    }

    /** The encode step 1 that is the centre of k-space: the limits', where that fits the matrix, else the middle. */
    public int centralLine() {
        return grid.step1().center();
    }

    /** The same of encode step 2. */
    public int centralPartition() {
        return grid.step2().center();
    }

    /** How many times fewer lines came than the limits span, 1 where all did. */
    public double netAcceleration(FrameLines lines) {
        int seen = lines.anyAverage(grid).cardinality();
        return seen == 0 ? 1 : (double) grid.lines() * grid.partitions() / seen;
    }

    /** Consecutive lines that contain the centre, in the central partition. */
    public int centralRun(BitSet centre) {
        int line = grid.step1().center();
        return centre.get(line) ? centre.nextClearBit(line) - centre.previousClearBit(line) - 1 : 0;
    }

    /**
     * Whether the lines around the centre are many enough for good coil maps: an unbroken run of
     * {@link #ENOUGH_CENTRE} lines or {@link #ENOUGH_CENTRE_PART} of the range that reaches to both sides of the centre.
     */
    public boolean coversCentre(BitSet centre) {
        Limit step1 = grid.step1();
        if (!centre.get(step1.center())) {
            return false;
        }
        int needed = Math.min(
                step1.count(), Math.max(ENOUGH_CENTRE, (int) Math.ceil(ENOUGH_CENTRE_PART * step1.count())));
        int start = centre.previousClearBit(step1.center()) + 1;
        int end = centre.nextClearBit(step1.center());
        boolean bothSides = (step1.center() - start >= needed / 4 || start <= step1.minimum())
                && (end - step1.center() >= needed / 4 || end > step1.maximum());
        return end - start >= needed && bothSides;
    }

    /**
     * Whether the limits leave out lines on one side of the centre only: partial Fourier. What they leave out is no loss,
     * and zero in the image's k-space.
     */
    public boolean partialFourier() {
        return grid.stated()
                && (partial(grid.step1()) || (grid.partitions() > 1 && partial(grid.step2())));
    }

    private static boolean partial(Limit limit) {
        int before = limit.center() - limit.minimum();
        int after = limit.maximum() - limit.center() + 1;
        return limit.count() > 1 && Math.abs(before - after) > Math.max(2, limit.count() / 16);
    }

    private boolean lastSegmentSeen(FrameLines lines) {
        return atMaximum(encoding.limits().segment(), lines.highestSegment());
    }

    private static boolean atMaximum(@Nullable Limit limit, int value) {
        return limit == null || value >= limit.maximum();
    }
}
