package org.larmor.router;

import org.larmor.bus.record.ChunkRef;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.FrameLines;

/**
 * The readouts for calibration alone (flag 20) that came with a frame; a value of the store of calibrations, apart from the
 * frame's own state, so that neither is written again with the other.
 */
record CalibrationState(FrameKey frame, ChunkRefs chunks, LinesRecord lines) {
    static CalibrationState of(FrameKey frame) {
        return new CalibrationState(frame, ChunkRefs.NONE, LinesRecord.NONE);
    }

    boolean has(ChunkRef chunk) {
        return chunks.hasSequence(chunk.sequence());
    }

    CalibrationState plus(ChunkRef chunk, FrameLines all) {
        return new CalibrationState(frame, chunks.plus(chunk), LinesRecord.of(all));
    }
}
