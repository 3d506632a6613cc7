package org.larmor.router;

import org.larmor.scan.FrameLines;

/**
 * A frame's lines as the stores keep them.
 *
 * @param cells bits, as {@link java.util.BitSet#toByteArray} packs them
 * @param centre likewise
 */
record LinesRecord(byte[] cells, byte[] centre, int highestSegment, int marks) {
    static final LinesRecord NONE = of(FrameLines.NONE);

    static LinesRecord of(FrameLines lines) {
        return new LinesRecord(
                lines.cells().toByteArray(), lines.centre().toByteArray(), lines.highestSegment(), lines.marks());
    }

    FrameLines lines() {
        return FrameLines.of(cells, centre, highestSegment, marks);
    }
}
