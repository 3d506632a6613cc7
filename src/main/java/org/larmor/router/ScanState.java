package org.larmor.router;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.bus.record.QualityLimit;
import org.larmor.bus.record.SampleOrder;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.ModelRange;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;

/**
 * All that is known of a scan but its frames and contexts; a value of the store of that name, written where it changes:
 * at the scan's opening, its end, and what may befall it in between. Offsets are of {@code mrd.index}, −1 where there is
 * none.
 *
 * @param model the pinned version and what it was measured for, null where there is none
 * @param checks by what its learned images are checked, null where none is
 * @param gathered what may be learned from it, null where nothing may
 * @param domain the kind of scan that one model serves; null in states of before, and for stored data sent once more
 * @param refusal why the scan is not taken, or not any more; null if it is
 * @param header where its XML lies
 * @param degraded whether its costly recipes are replaced, since the workers were behind
 * @param timedOutBy the tick that found it silent, −1 once data came again
 * @param closedBy the event that ended it
 * @param closedAt when that was, by the log's time, ms since the epoch
 */
record ScanState(
        String scan,
        int partition,
        List<EncodingRecord> encodings,
        RecipeRequest asked,
        boolean zeroFill,
        @Nullable Model model,
        ModelDirectory.@Nullable Checks checks,
        @Nullable Gathered gathered,
        @Nullable String domain,
        @Nullable String refusal,
        ChunkRef header,
        boolean degraded,
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

    /** How many frames become samples at most, and whose they are. */
    record Gathered(SampleOrder order, int most) {}

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

    /** By what the image of a frame is checked, null where it is not: the same whenever it is asked. */
    @Nullable
    QualityLimit quality(FrameState frame) {
        if (checks == null || SampleDraw.drawn("check/" + scan + "/" + frame.frame()) >= checks.share()) {
            return null;
        }
        double acceleration = EncodingRules.of(facts().encodings(), frame.frame())
                .map(rules -> rules.netAcceleration(frame.known()))
                .orElse(1.0);
        return checks.limits().stream()
                .filter(limit -> limit.acceleration() == Math.round(acceleration))
                .findFirst()
                .orElse(null);
    }

    ScanState withDegraded() {
        return new ScanState(
                scan, partition, encodings, asked, zeroFill, model, checks, gathered, domain, refusal, header, true, timedOutBy, closedBy,
                closedAt, aborted);
    }

    /** Data came. */
    ScanState awake() {
        return timedOutBy == NEVER ? this : timedOut(NEVER);
    }

    ScanState timedOut(long by) {
        return new ScanState(
                scan, partition, encodings, asked, zeroFill, model, checks, gathered, domain, refusal, header, degraded, by, closedBy, closedAt,
                aborted);
    }

    ScanState refused(String why) {
        return new ScanState(
                scan, partition, encodings, asked, zeroFill, model, checks, gathered, domain, why, header, degraded, timedOutBy, closedBy,
                closedAt, aborted);
    }

    ScanState closed(long by, long at, boolean asAborted) {
        return new ScanState(
                scan, partition, encodings, asked, zeroFill, model, checks, gathered, domain, refusal, header, degraded, timedOutBy, by, at,
                asAborted);
    }
}
