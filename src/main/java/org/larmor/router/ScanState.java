package org.larmor.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.scan.ModelRange;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;

/**
 * All that is known of a scan but its frames; a value of the store of that name. Offsets are of {@code mrd.index}, −1
 * where there is none.
 *
 * @param model the pinned version and what it was measured for, null where there is none
 * @param refusal why the scan was not taken, null if it was
 * @param contexts header and noise, in order
 * @param degraded whether its costly recipes are replaced, since the workers were behind
 * @param lastData when the last data came, µs since the epoch
 * @param timedOutBy the tick that found it silent, −1 once data came again
 * @param closedBy the event that ended it
 * @param closedAt when the router closed it, µs since the epoch
 */
record ScanState(
        String scan,
        int partition,
        List<EncodingRecord> encodings,
        RecipeRequest asked,
        boolean zeroFill,
        @Nullable Model model,
        @Nullable String refusal,
        List<ChunkRef> contexts,
        boolean degraded,
        long lastData,
        long timedOutBy,
        long closedBy,
        long closedAt,
        boolean aborted) {
    static final long NEVER = -1;

    /** A pinned model as the store keeps it; {@code range} is null where nothing was measured. */
    record Model(String version, @Nullable Range range) {
        static @Nullable Model of(ScanFacts.@Nullable Model model) {
            return model == null
                    ? null
                    : new Model(model.version(), model.range().map(Range::of).orElse(null));
        }

        ScanFacts.Model facts() {
            return new ScanFacts.Model(version, Optional.ofNullable(range).map(Range::range));
        }
    }

    /** As {@link ModelRange}. */
    record Range(
            double leastAcceleration, double mostAcceleration, int fewestCentralLines, int fewestCoils, int mostCoils,
            boolean interleaved) {
        static Range of(ModelRange r) {
            return new Range(
                    r.leastAcceleration(),
                    r.mostAcceleration(),
                    r.fewestCentralLines(),
                    r.fewestCoils(),
                    r.mostCoils(),
                    r.interleaved());
        }

        ModelRange range() {
            return new ModelRange(
                    leastAcceleration, mostAcceleration, fewestCentralLines, fewestCoils, mostCoils, interleaved);
        }
    }

    ScanState {
        encodings = List.copyOf(encodings);
        contexts = List.copyOf(contexts);
    }

    /** What the rules go by. */
    ScanFacts facts() {
        return new ScanFacts(
                encodings.stream().map(EncodingRecord::encoding).toList(),
                asked,
                zeroFill,
                Optional.ofNullable(model).map(Model::facts),
                degraded);
    }

    /** Whether the scan takes data, or did when the event at this offset was written. */
    boolean openAt(long offset) {
        return refusal == null && (closedBy == NEVER || offset <= closedBy);
    }

    boolean closed() {
        return closedBy != NEVER;
    }

    ScanState withDegraded() {
        return new ScanState(
                scan, partition, encodings, asked, zeroFill, model, refusal, contexts, true, lastData, timedOutBy,
                closedBy, closedAt, aborted);
    }

    ScanState withDataAt(long time) {
        return new ScanState(
                scan, partition, encodings, asked, zeroFill, model, refusal, contexts, degraded,
                Math.max(lastData, time), NEVER, closedBy, closedAt, aborted);
    }

    ScanState timedOut(long by) {
        return new ScanState(
                scan, partition, encodings, asked, zeroFill, model, refusal, contexts, degraded, lastData, by, closedBy,
                closedAt, aborted);
    }

    ScanState closed(long by, long at, boolean asAborted) {
        return new ScanState(
                scan, partition, encodings, asked, zeroFill, model, refusal, contexts, degraded, lastData, timedOutBy,
                by, at, asAborted);
    }

    /** With a chunk of the whole scan. */
    ScanState withContext(ChunkRef chunk) {
        if (contexts.stream().anyMatch(c -> c.kind() == chunk.kind() && c.sequence() == chunk.sequence())) {
            return this; // read again
        }
        List<ChunkRef> all = new ArrayList<>(contexts);
        all.add(chunk);
        return new ScanState(
                scan, partition, encodings, asked, zeroFill, model, refusal, all, degraded, lastData, timedOutBy,
                closedBy, closedAt, aborted);
    }
}
