package org.larmor.worker;

import org.larmor.bus.ChunkSink;
import org.larmor.recon.coil.MapStore;

/**
 * What all workers of a process hold on the heap, under bounds that follow from one number: the bytes that the frames at
 * work may take. What is kept from one frame to the next has parts of the same size again: a quarter for headers, noise
 * and calibration, a quarter for coil maps, an eighth for chunks that were read along with others or handed over. So the whole is 13/8 of
 * the number, or 54 % of the heap where frames may take a third of it. Of each kind the newest entry stays even where it
 * is larger than its part. Thread-safe.
 */
public final class WorkerMemory {
    private static final int CONTEXTS_ONE_IN = 4;
    private static final int MAPS_ONE_IN = 4;
    private static final int PASSED_ONE_IN = 8;

    private final FrameMemory frames;
    private final ScanContexts contexts;
    private final ChunkCache passed;

    /** @param frames what the frames that are reconstructed at once may take, bytes */
    public WorkerMemory(long frames) {
        this.frames = new FrameMemory(frames);
        this.contexts = new ScanContexts(frames / CONTEXTS_ONE_IN, new MapStore(frames / MAPS_ONE_IN));
        this.passed = new ChunkCache(frames / PASSED_ONE_IN);
    }

    /** Where a gateway in the same process puts what is durable, so that it is not read back; within the last of those parts. */
    public ChunkSink handOver() {
        return passed::keep;
    }

    FrameMemory frames() {
        return frames;
    }

    ScanContexts contexts() {
        return contexts;
    }

    /** Chunks that no job has asked for yet. */
    ChunkCache passed() {
        return passed;
    }
}
