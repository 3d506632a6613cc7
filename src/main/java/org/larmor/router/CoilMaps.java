package org.larmor.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.larmor.bus.record.ChunkRef;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.Recipe;

/**
 * Which other repetitions' chunks a frame needs so that coil maps can be made: sequences that interleave their
 * undersampling over the repetitions have a full centre only in the union of some.
 */
final class CoilMaps {
    /**
     * Chunks to send along, nearest repetition first.
     *
     * @param more whether other repetitions may still bring what is missing
     */
    record Companions(List<ChunkRef> chunks, boolean more) {
        static final Companions UNNEEDED = new Companions(List.of(), false);
    }

    private CoilMaps() {}

    static Companions companions(ScanState scan, FrameState frame, EncodingRules rules, Frames frames) {
        boolean needed = (scan.recipe() == Recipe.SENSE || scan.recipe() == Recipe.JSSL)
                && rules.acceleration() > 1
                && rules.lastRepetition() > 0
                && !frame.lines().calibrates()
                && scan.calibrationOf(frame.frame()).isEmpty();
        Bits centre = frame.lines().centre();
        if (!needed || rules.coversCentre(centre)) {
            return Companions.UNNEEDED;
        }
        List<ChunkRef> chunks = new ArrayList<>();
        boolean more = false;
        for (int repetition : nearest(frame.frame(), rules)) {
            Optional<FrameState> other = frames.get(withRepetition(frame.frame(), repetition));
            if (other.isEmpty()) {
                more |= repetition > frame.frame().repetition();
                continue;
            }
            if (other.get().status() == FrameState.Status.OPEN && other.get().revision() == 0) {
                more = true; // may be about to change
                continue;
            }
            Bits theirs = other.get().lines().centre();
            if (!centre.containsAll(theirs)) {
                centre = centre.or(theirs);
                chunks.addAll(other.get().chunks().inOrder());
            }
            if (rules.coversCentre(centre)) {
                return new Companions(chunks, false);
            }
        }
        return new Companions(chunks, more);
    }

    /** The frames of the same slot that may have waited for this one, in order. */
    static List<FrameState> heldNear(FrameState frame, EncodingRules rules, Frames frames) {
        return nearest(frame.frame(), rules).stream()
                .sorted()
                .flatMap(r -> frames.get(withRepetition(frame.frame(), r)).stream())
                .filter(f -> f.status() == FrameState.Status.HELD)
                .toList();
    }

    /** As many repetitions back as interleave, newest first, then as many ahead. */
    private static List<Integer> nearest(FrameKey frame, EncodingRules rules) {
        int reach = rules.acceleration() - 1;
        int here = frame.repetition();
        return IntStream.concat(
                        IntStream.rangeClosed(1, reach).map(step -> here - step),
                        IntStream.rangeClosed(1, reach).map(step -> here + step))
                .filter(r -> r >= 0 && r <= rules.lastRepetition())
                .boxed()
                .toList();
    }

    private static FrameKey withRepetition(FrameKey frame, int repetition) {
        return new FrameKey(
                frame.encodingSpace(), frame.slice(), frame.contrast(), frame.phase(), repetition, frame.set());
    }
}
