package org.larmor.router;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;

/**
 * What the process remembers of a scan beside the stores: frames put together, counts, and signs of life. All of it can
 * be had again from the stores, but for the signs of life, without which a verdict only comes later.
 */
final class ScanMemory {
    /** Frames at hand; those of a scan that are open at once, mostly. */
    private static final int FRAMES = 256;

    /** Of a scan's stored frames and chunks. */
    record Counts(int frames, int chunks) {}

    private final Map<FrameKey, FrameState> frames = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FrameKey, FrameState> eldest) {
            return size() > FRAMES;
        }
    };
    private @Nullable Counts counts;
    private long lastData;
    private int unheard;

    /** @param now the log's time, ms since the epoch: as if the scan's last data had come now */
    ScanMemory(long now) {
        this.lastData = now;
    }

    @Nullable
    FrameState frame(FrameKey key) {
        return frames.get(key);
    }

    Counts counts(Supplier<Counts> counted) {
        if (counts == null) {
            counts = counted.get();
        }
        return counts;
    }

    void remember(Map<FrameKey, FrameState> changed, int newFrames, int newChunks) {
        frames.putAll(changed);
        if (counts != null) {
            counts = new Counts(counts.frames + newFrames, counts.chunks + newChunks);
        }
    }

    void data(long now) {
        lastData = now;
        unheard = 0;
    }

    /** Its gateway still holds the connection. */
    void alive() {
        unheard = 0;
    }

    /** A tick has passed; gives how many have since its gateway was last heard of. */
    int tick() {
        return ++unheard;
    }

    /** By the log's time, ms since the epoch. */
    long lastData() {
        return lastData;
    }
}
