package org.larmor.router;

import org.larmor.mrd.FrameKey;
import org.larmor.scan.FrameLines;

/** The readouts for calibration alone (flag 20) that came with a frame. */
record CalibrationState(FrameKey frame, ChunkRefs chunks, FrameLines lines) {}
