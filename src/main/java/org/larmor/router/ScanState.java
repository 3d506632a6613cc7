package org.larmor.router;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkRef;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.scan.Recipe;

/**
 * All that is known of a scan but its frames; a value of the store of that name. Offsets are of {@code mrd.index}, −1
 * where there is none.
 *
 * @param recipe resolved, and perhaps degraded since
 * @param model the pinned version, null for classical recipes
 * @param refusal why the scan was not taken, null if it was
 * @param contexts header and noise, in order
 * @param calibration by the frame it came with, as {@link FrameKey#toString} writes it
 * @param lastData when the last data came, µs since the epoch
 * @param timedOutBy the tick that found it silent, −1 once data came again
 * @param closedBy the event that ended it
 * @param closedAt when the router closed it, µs since the epoch
 */
record ScanState(
        String scan,
        int partition,
        MrdHeader header,
        Recipe recipe,
        @Nullable String model,
        @Nullable String refusal,
        List<ChunkRef> contexts,
        Map<String, List<ChunkRef>> calibration,
        long lastData,
        long timedOutBy,
        long closedBy,
        long closedAt,
        boolean aborted) {
    static final long NEVER = -1;

    ScanState {
        contexts = List.copyOf(contexts);
        calibration = Map.copyOf(calibration);
    }

    /** Whether the scan takes data, or did when the event at this offset was written. */
    boolean openAt(long offset) {
        return refusal == null && (closedBy == NEVER || offset <= closedBy);
    }

    boolean closed() {
        return closedBy != NEVER;
    }

    ScanState withRecipe(Recipe newRecipe, @Nullable String newModel) {
        return new ScanState(
                scan, partition, header, newRecipe, newModel, refusal, contexts, calibration, lastData, timedOutBy,
                closedBy, closedAt, aborted);
    }

    ScanState withDataAt(long time) {
        return new ScanState(
                scan, partition, header, recipe, model, refusal, contexts, calibration, Math.max(lastData, time), NEVER,
                closedBy, closedAt, aborted);
    }

    ScanState timedOut(long by) {
        return new ScanState(
                scan, partition, header, recipe, model, refusal, contexts, calibration, lastData, by, closedBy,
                closedAt, aborted);
    }

    ScanState closed(long by, long at, boolean asAborted) {
        return new ScanState(
                scan, partition, header, recipe, model, refusal, contexts, calibration, lastData, timedOutBy, by, at,
                asAborted);
    }

    /** With a chunk of the whole scan. */
    ScanState withContext(ChunkRef chunk) {
        return new ScanState(
                scan, partition, header, recipe, model, refusal, plus(contexts, chunk), calibration, lastData,
                timedOutBy, closedBy, closedAt, aborted);
    }

    /** With a chunk that calibrates a frame. */
    ScanState withCalibration(FrameKey frame, ChunkRef chunk) {
        Map<String, List<ChunkRef>> all = new HashMap<>(calibration);
        all.merge(frame.toString(), List.of(chunk), (old, added) -> plus(old, chunk));
        return new ScanState(
                scan, partition, header, recipe, model, refusal, contexts, all, lastData, timedOutBy, closedBy,
                closedAt, aborted);
    }

    /**
     * The frame's calibration: its own, else that of its slot's first repetition that has any, else that of the first
     * frame of its encoding space and slice, else none.
     */
    List<ChunkRef> calibrationOf(FrameKey frame) {
        Comparator<FrameKey> nearest = Comparator.comparing((FrameKey other) -> !other.equals(frame))
                .thenComparing(other -> !other.slot().equals(frame.slot()))
                .thenComparing(Comparator.naturalOrder());
        return calibration.keySet().stream()
                .map(FrameKey::parse)
                .filter(other -> other.encodingSpace() == frame.encodingSpace() && other.slice() == frame.slice())
                .min(nearest)
                .map(chosen -> calibration.get(chosen.toString()))
                .orElse(List.of());
    }

    private static List<ChunkRef> plus(List<ChunkRef> chunks, ChunkRef chunk) {
        if (chunks.stream().anyMatch(c -> c.kind() == chunk.kind() && c.sequence() == chunk.sequence())) {
            return chunks; // read again
        }
        List<ChunkRef> all = new ArrayList<>(chunks);
        all.add(chunk);
        return all;
    }
}
