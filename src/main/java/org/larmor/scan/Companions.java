package org.larmor.scan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

/**
 * Which other frames' lines a frame needs for its coil maps: sequences that interleave their undersampling over
 * repetitions, or over phases where there is one repetition, have a full centre only in the union of some.
 *
 * @param frames nearest first
 * @param more whether others may still bring what is missing
 * @param centralRun consecutive lines at the centre of the union
 */
record Companions(List<FrameKey> frames, boolean more, int centralRun) {
    /** The neighbours of a frame, as many on each side as interleave, those before it first. */
    static Companions of(FrameKey frame, FrameLines own, EncodingRules rules, OtherFrames others) {
        BitSet centre = own.centre();
        List<FrameKey> chosen = new ArrayList<>();
        boolean more = false;
        for (FrameKey key : nearest(frame, rules.encoding())) {
            Optional<OtherFrames.Known> other = others.frame(key);
            if (other.isEmpty()) {
                more |= key.compareTo(frame) > 0;
                continue;
            }
            if (!other.get().settled()) {
                more = true; // may be about to change
                continue;
            }
            BitSet theirs = other.get().lines().centre();
            BitSet added = (BitSet) theirs.clone();
            added.andNot(centre);
            if (!added.isEmpty()) {
                centre.or(theirs);
                chosen.add(key);
            }
            if (rules.coversCentre(centre)) {
                return new Companions(chosen, false, rules.centralRun(centre));
            }
        }
        return new Companions(chosen, more, rules.centralRun(centre));
    }

    /** The frames that may wait for a frame's lines, or it for theirs. */
    static List<FrameKey> nearest(FrameKey frame, Encoding encoding) {
        int reach = encoding.acceleration1() * encoding.acceleration2() - 1;
        Limit repetitions = encoding.limits().repetition();
        Limit phases = encoding.limits().phase();
        boolean byPhase = phases != null && phases.maximum() > 0 && (repetitions == null || repetitions.maximum() == 0);
        if (byPhase) {
            return around(frame.phase(), reach, phases.maximum())
                    .mapToObj(phase -> at(frame, phase, frame.repetition()))
                    .toList();
        }
        // without a limit there may be any number of repetitions
        return around(frame.repetition(), reach, repetitions == null ? Integer.MAX_VALUE : repetitions.maximum())
                .mapToObj(repetition -> at(frame, frame.phase(), repetition))
                .toList();
    }

    private static IntStream around(int here, int reach, int last) {
        return IntStream.concat(
                        IntStream.rangeClosed(1, reach).map(step -> here - step),
                        IntStream.rangeClosed(1, reach).map(step -> here + step))
                .filter(counter -> counter >= 0 && counter <= last);
    }

    private static FrameKey at(FrameKey frame, int phase, int repetition) {
        return new FrameKey(
                frame.encodingSpace(), frame.slice(), frame.contrast(), phase, repetition, frame.set());
    }
}
