package org.larmor.router;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;

/**
 * What the process remembers of a scan beside the stores: frames put together, counts, and signs of life. All of it can
 * be had again from the stores, but for the signs of life, without which a verdict only comes later.
 */
final class ScanMemory {
    /** Store entries that a scan may have read, about a dozen seconds' work; a scan of any scanner needs far fewer. */
    static final long MOST_READ = 1 << 23;

    /** Of a scan's stored frames and chunks. */
    record Counts(int frames, int chunks) {}

    private record Repetition(int encodingSpace, int number) {
        static Repetition of(FrameKey frame) {
            return new Repetition(frame.encodingSpace(), frame.repetition());
        }
    }

    private final String scan;
    private final FramesAtHand frames;
    private @Nullable Counts counts;
    private @Nullable ChunkRefs noise;
    private @Nullable Map<Repetition, Set<FrameKey>> endable;
    private long read;
    private long lastData;
    private int unheard;

    /** @param now the log's time, ms since the epoch: as if the scan's last data had come now */
    ScanMemory(String scan, FramesAtHand frames, long now) {
        this.scan = scan;
        this.frames = frames;
        this.lastData = now;
    }

    @Nullable
    FrameState frame(FrameKey key) {
        return frames.get(scan, key);
    }

    Counts counts(Supplier<Counts> counted) {
        if (counts == null) {
            counts = counted.get();
        }
        return counts;
    }

    ChunkRefs noise(Supplier<ChunkRefs> stored) {
        if (noise == null) {
            noise = stored.get();
        }
        return noise;
    }

    /** The frames that a flag on another frame's line may end, see {@link FrameState#endable}. */
    List<FrameKey> endable(Supplier<Collection<FrameState>> all) {
        return endableByRepetition(all).values().stream().flatMap(Set::stream).toList();
    }

    /** Those of one repetition of an encoding space. */
    List<FrameKey> endable(int encodingSpace, int repetition, Supplier<Collection<FrameState>> all) {
        return List.copyOf(
                endableByRepetition(all).getOrDefault(new Repetition(encodingSpace, repetition), Set.of()));
    }

    private Map<Repetition, Set<FrameKey>> endableByRepetition(Supplier<Collection<FrameState>> all) {
        if (endable == null) {
            endable = new HashMap<>();
            all.get().forEach(this::sort);
        }
        return endable;
    }

    private void sort(FrameState frame) {
        Repetition repetition = Repetition.of(frame.frame());
        if (frame.endable()) {
            endable.computeIfAbsent(repetition, one -> new HashSet<>()).add(frame.frame());
        } else {
            endable.computeIfPresent(repetition, (one, others) -> {
                others.remove(frame.frame());
                return others.isEmpty() ? null : others;
            });
        }
    }

    /** What a turn changed, when it is in the stores. */
    void remember(Collection<FrameState> changed, int newFrames, int newChunks, List<StoredChunk> newNoise) {
        changed.forEach(frame -> frames.put(scan, frame));
        if (endable != null) {
            changed.forEach(this::sort);
        }
        if (counts != null) {
            counts = new Counts(counts.frames + newFrames, counts.chunks + newChunks);
        }
        if (noise != null) {
            for (StoredChunk chunk : newNoise) {
                noise = noise.plus(chunk);
            }
        }
    }

    /** @throws ScanException where the scan has had too much read */
    void read(int entries) {
        read += entries;
        if (read > MOST_READ) {
            throw new ScanException("its flags and frames make the router read what it keeps of it too often");
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
