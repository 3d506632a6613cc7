package org.larmor.router;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;

/**
 * Frames put together, of all scans of a partition: those that were used last, up to a bound in bytes. The others are put
 * together from the store again. Used by one thread.
 */
final class FramesAtHand {
    private static final long MOST_BYTES = 16 << 20;

    private record Key(String scan, FrameKey frame) {}

    private final Map<Key, FrameState> frames = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    @Nullable
    FrameState get(String scan, FrameKey frame) {
        return frames.get(new Key(scan, frame));
    }

    void put(String scan, FrameState frame) {
        FrameState before = frames.put(new Key(scan, frame.frame()), frame);
        bytes += frame.bytes() - (before == null ? 0 : before.bytes());
        Iterator<FrameState> eldest = frames.values().iterator();
        while (bytes > MOST_BYTES && eldest.hasNext()) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    void forget(String scan) {
        frames.entrySet().removeIf(entry -> {
            boolean ofScan = entry.getKey().scan.equals(scan);
            if (ofScan) {
                bytes -= entry.getValue().bytes();
            }
            return ofScan;
        });
    }
}
