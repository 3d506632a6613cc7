package org.larmor.router;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.Mark;
import org.larmor.scan.Recipe;

/**
 * What was decided of a frame's revision, and which event (offset in {@code mrd.index}) made it: when that event is read
 * again after a crash, the decision is sent again, since it may not have left. It names what its job is made of by how
 * much of each had come; the references themselves are in the stores.
 *
 * @param refusal why the job is not done but answered, null where it is done
 * @param chunks how many of the frame's chunks it is made of, in order of arrival
 * @param noise how many of the scan's noise chunks, likewise
 * @param calibration whose calibration chunks, null where there are none
 * @param companions whose imaging chunks beside its own
 * @param sample whether it is learned from
 */
record Decision(
        long by,
        int revision,
        Recipe recipe,
        @Nullable String model,
        @Nullable String refusal,
        int chunks,
        int noise,
        @Nullable Part calibration,
        List<Part> companions,
        List<Mark> marks,
        List<String> warnings,
        boolean sample) {
    /** So many of a frame's chunks, in order of arrival. */
    record Part(FrameKey frame, int chunks) {}

    Decision {
        companions = List.copyOf(companions);
        marks = List.copyOf(marks);
        warnings = List.copyOf(warnings);
    }

    /** Whether a worker answers it. */
    boolean isWork() {
        return refusal == null && recipe.makesImages();
    }

    /** @param routedAt µs since the epoch, for display */
    Job job(ScanState scan, FrameState frame, ScanFrames frames, long routedAt) {
        List<ChunkRef> contexts = new ArrayList<>();
        contexts.add(scan.header());
        contexts.addAll(frames.noise().first(noise, ChunkKind.NOISE));
        if (calibration != null) {
            frames.calibration(calibration.frame())
                    .ifPresent(state -> contexts.addAll(
                            state.chunks().first(calibration.chunks(), ChunkKind.CALIBRATION)));
        }
        List<ChunkRef> others = new ArrayList<>();
        for (Part part : companions) {
            frames.get(part.frame())
                    .ifPresent(other -> others.addAll(other.chunks().first(part.chunks(), ChunkKind.IMAGING)));
        }
        return new Job(
                scan.scan(),
                scan.partition(),
                frame.frame(),
                revision,
                recipe,
                model,
                contexts,
                frame.chunks().first(chunks, ChunkKind.IMAGING),
                others,
                scan.zeroFill(),
                marks,
                warnings,
                sample && scan.gathered() != null ? scan.gathered().order() : null,
                recipe.learned() ? scan.quality(frame) : null,
                Hops.routed(frame.readoutAt(), frame.storedAt(), routedAt));
    }
}
