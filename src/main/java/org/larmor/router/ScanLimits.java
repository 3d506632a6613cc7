package org.larmor.router;

import java.util.Optional;
import org.larmor.mrd.FrameKey;

/** What one scan may make the router keep. Each bound is far beyond what a scanner sends, and names itself when met. */
final class ScanLimits {
    /** Encodings of a header. */
    static final int ENCODINGS = 64;

    static final int FRAMES = 1 << 16;

    /** Chunks of all kinds: a quarter of a TiB where they are full. */
    static final int CHUNKS = 1 << 18;

    /** Chunks that one job names; as JSON they stay within a record. */
    static final int CHUNKS_OF_A_JOB = 40_000;

    /** Chunks of noise; readouts that follow each other share one. */
    static final int NOISE = 1 << 12;

    private ScanLimits() {}

    static Optional<String> encodings(int count) {
        return beyond(count, ENCODINGS, "encodings in its header");
    }

    static Optional<String> frames(int count) {
        return beyond(count, FRAMES, "frames");
    }

    static Optional<String> chunks(int count) {
        return beyond(count, CHUNKS, "chunks of k-space");
    }

    static Optional<String> noise(int count) {
        return beyond(count, NOISE, "chunks of noise");
    }

    static Optional<String> chunksOfFrame(FrameKey frame, int count) {
        return beyond(count, CHUNKS_OF_A_JOB, "chunks of frame " + frame);
    }

    private static Optional<String> beyond(int count, int most, String what) {
        return count <= most
                ? Optional.empty()
                : Optional.of("the scan has " + count + " " + what + ", at most " + most + " are taken");
    }
}
