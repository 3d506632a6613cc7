package org.larmor.router;

import org.larmor.bus.record.Line;
import org.larmor.bus.record.Lines;

/**
 * Which lines of a frame have come.
 *
 * @param grid cells (average, step 2, step 1) of the expected lines, where lines are counted
 * @param centre step 1 of the lines in the central partition
 * @param highestSegment −1 before any line
 * @param calibrates whether any line is for calibration too (flag 21)
 */
record LineSet(Bits grid, Bits centre, int highestSegment, boolean calibrates) {
    static final LineSet NONE = new LineSet(Bits.NONE, Bits.NONE, -1, false);

    LineSet plus(Lines lines, EncodingRules rules) {
        int segment = highestSegment;
        boolean calibrating = calibrates;
        for (Line line : lines) {
            segment = Math.max(segment, line.segment());
            calibrating |= (line.last() & Line.CALIBRATES) != 0;
        }
        return new LineSet(
                grid.with(set -> rules.markGrid(lines, set)),
                centre.with(set -> rules.markCentre(lines, set)),
                segment,
                calibrating);
    }
}
