package org.larmor.router;

import java.util.List;
import java.util.Optional;
import org.larmor.mrd.FrameKey;

/** The frames of one scan, its contexts, and the answers that it waits for. */
interface ScanFrames {
    Optional<FrameState> get(FrameKey frame);

    /** In order of {@link FrameKey}. */
    List<FrameState> all();

    /** Those that a flag on another frame's line may end, in the same order. */
    List<FrameState> endable();

    /** Those of them that are of one repetition of an encoding space. */
    List<FrameState> endable(int encodingSpace, int repetition);

    /** Adds an imaging chunk; gives the frame with it. */
    FrameState add(FrameKey frame, StoredChunk chunk);

    /** Keeps what became of a frame. */
    void put(FrameState frame);

    /** How many frames there are. */
    int count();

    /** How many chunks of all kinds there are. */
    int chunks();

    /** The scan's noise. */
    ChunkRefs noise();

    /** Adds a chunk of noise, once. */
    void addNoise(StoredChunk chunk);

    Optional<CalibrationState> calibration(FrameKey frame);

    /** The frames of a slice that calibration came with, of whatever encoding space. */
    List<FrameKey> calibrated(int slice);

    /** Adds a chunk of calibration, once. */
    void addCalibration(FrameKey frame, StoredChunk chunk);

    /** Remembers that a job's answer is due. */
    void await(Awaited job);
}
