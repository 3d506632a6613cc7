package org.larmor.scan;

import java.util.BitSet;
import java.util.List;

/**
 * Which lines of a frame have come, and what their flags said. Immutable; its size depends on its encoding's limits, not
 * on how much came.
 */
public final class FrameLines {
    public static final FrameLines NONE = new FrameLines(new BitSet(), new BitSet(), -1, 0);

    private final BitSet cells;
    private final BitSet centre;
    private final int highestSegment;
    private final int marks;

    private FrameLines(BitSet cells, BitSet centre, int highestSegment, int marks) {
        this.cells = cells;
        this.centre = centre;
        this.highestSegment = highestSegment;
        this.marks = marks;
    }

    /**
     * Puts together what a record holds.
     *
     * @param cells {@link #cells}, as {@link BitSet#toByteArray} packs it
     * @param centre {@link #centre}, likewise
     * @param highestSegment −1 before any line
     * @param marks of all lines together
     */
    public static FrameLines of(byte[] cells, byte[] centre, int highestSegment, int marks) {
        return new FrameLines(BitSet.valueOf(cells), BitSet.valueOf(centre), highestSegment, marks);
    }

    FrameLines plus(List<Line> lines, LineGrid grid) {
        BitSet allCells = (BitSet) cells.clone();
        BitSet allCentre = (BitSet) centre.clone();
        int segment = highestSegment;
        int allMarks = marks;
        for (Line line : lines) {
            int cell = grid.countable() ? grid.cell(line) : -1;
            if (cell >= 0) {
                allCells.set(cell);
            }
            if (grid.partitions() == 1 || line.step2() == grid.step2().center()) {
                allCentre.set(line.step1());
            }
            segment = Math.max(segment, line.segment());
            allMarks |= line.marks();
        }
        return new FrameLines(allCells, allCentre, segment, allMarks);
    }

    /** The same, known to have been ended by a flag on some line of the scan. */
    public FrameLines flagged() {
        return new FrameLines(cells, centre, highestSegment, marks | Line.LAST_IN_SLICE);
    }

    /** Cells [average][step 2][step 1] of the encoding's limits; empty where they are too many to be counted. */
    public BitSet cells() {
        return (BitSet) cells.clone();
    }

    /** Step 1 of the lines in the central partition. */
    public BitSet centre() {
        return (BitSet) centre.clone();
    }

    /** About how many bytes it takes in memory. */
    public int bytes() {
        return 100 + (cells.size() + centre.size()) / Byte.SIZE;
    }

    public int highestSegment() {
        return highestSegment;
    }

    public int marks() {
        return marks;
    }

    /** Whether a flag has ended it, be it too early. */
    boolean ended() {
        return (marks & Line.LAST) != 0;
    }

    boolean has(int mark) {
        return (marks & mark) != 0;
    }

    int count() {
        return cells.cardinality();
    }

    /** Lines [step 2][step 1] of which at least one average has come. */
    BitSet anyAverage(LineGrid grid) {
        if (grid.averages() == 1 || !grid.countable()) {
            return cells();
        }
        int plane = grid.lines() * grid.partitions();
        BitSet any = new BitSet();
        cells.stream().forEach(cell -> any.set(cell % plane));
        return any;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameLines that
                && cells.equals(that.cells)
                && centre.equals(that.centre)
                && highestSegment == that.highestSegment
                && marks == that.marks;
    }

    @Override
    public int hashCode() {
        return 31 * cells.hashCode() + centre.hashCode();
    }

    @Override
    public String toString() {
        return cells.cardinality() + " lines";
    }
}
